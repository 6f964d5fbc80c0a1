"""Versions of a secret as AWS keeps them: none without a value, one per request token, labels that move.

Secrets Manager API Reference, CreateSecret, PutSecretValue, GetSecretValue, DescribeSecret.
"""

import time

from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import secretsmanager as secrets

DAY = 86_400


def missing():
    message = "Secrets Manager can't find the specified secret."
    return error_response_json("ResourceNotFoundException", message, 400)


def deleted():
    message = "You can't perform this operation on the secret because it was marked for deletion."
    return error_response_json("InvalidRequestException", message, 400)


def usable(data):
    """(secret, None), or (None, the answer that refuses)."""
    _, secret = secrets._resolve(data.get("SecretId"))
    if not secret:
        return None, missing()
    return (None, deleted()) if secret.get("DeletedDate") else (secret, None)


def value_of(version):
    return version.get("SecretString"), version.get("SecretBinary")


def _create(original):
    def create(data):
        answer = original(data)
        if answer[0] != 200:
            return answer
        _, secret = secrets._resolve(data["Name"])
        (stored,) = secret["Versions"]
        version = secret["Versions"].pop(stored)
        secret["LastChangedDate"] = secret["CreatedDate"]
        if value_of(version) == (None, None):
            return json_response({"ARN": secret["ARN"], "Name": secret["Name"]})
        token = data.get("ClientRequestToken") or stored
        secret["Versions"][token] = version
        return json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token})

    return create


def _get(original):
    def get(data):
        """A version that rotation has created but not filled has no value."""
        secret, refusal = usable(data)
        if refusal:
            return refusal
        stage = data.get("VersionStage") or (None if data.get("VersionId") else "AWSCURRENT")
        token = data.get("VersionId") or secrets._find_stage_version(secret, stage)[0]
        version = secret["Versions"].get(token)
        if version is None or value_of(version) == (None, None) or (stage and stage not in version["Stages"]):
            named = f"VersionId: {data['VersionId']}" if data.get("VersionId") else f"staging label: {stage}"
            message = f"Secrets Manager can't find the specified secret value for {named}"
            return error_response_json("ResourceNotFoundException", message, 400)
        return original({**data, "VersionId": token})

    return get


def put(data):
    """Replaces PutSecretValue: the token is the version, its value is final, and a label is on one version only."""
    secret, refusal = usable(data)
    if refusal:
        return refusal
    token = data.get("ClientRequestToken") or new_uuid()
    value = (data.get("SecretString"), data.get("SecretBinary"))
    version = secret["Versions"].get(token)
    if version is not None and value_of(version) not in (value, (None, None)):
        used = f"that value is already in use for a version of secret {secret['ARN']}"
        message = f"You can't use ClientRequestToken {token} because {used}."
        return error_response_json("ResourceExistsException", message, 400)
    now = int(time.time())
    if version is None:
        version = secret["Versions"][token] = {"CreatedDate": now, "Stages": []}
    version["SecretString"], version["SecretBinary"] = value
    labels = data.get("VersionStages") or ["AWSCURRENT"]
    if (
        not secrets._find_stage_version(secret, "AWSCURRENT")[0]
        and "AWSCURRENT" not in labels
        and "AWSPENDING" not in labels
    ):
        labels = [*labels, "AWSCURRENT"]
    for label in labels:
        if label == "AWSCURRENT":
            secrets._apply_current_promotion(secret, token)
        else:
            secrets._remove_stage_everywhere(secret, label, except_version_id=token)
            secrets._add_stage(secret, token, label)
    secret["LastChangedDate"] = now
    names = {"ARN": secret["ARN"], "Name": secret["Name"]}
    return json_response({**names, "VersionId": token, "VersionStages": list(version["Stages"])})


def _describe(original):
    def describe(data):
        _, secret = secrets._resolve(data.get("SecretId"))
        status, headers, body = original(data)
        if status != 200:
            return status, headers, body
        answer = {name: value for name, value in secrets.json.loads(body).items() if value not in (None, "")}
        if "LastAccessedDate" in answer:
            # AWS keeps the day only.
            answer["LastAccessedDate"] = answer["LastAccessedDate"] // DAY * DAY
        for name in ("LastRotatedDate", "NextRotationDate", "RotationLambdaARN"):
            if secret.get(name) is not None:
                answer[name] = secret[name]
        return json_response(answer)

    return describe


def install():
    secrets._create_secret = _create(secrets._create_secret)
    secrets._get_secret_value = _get(secrets._get_secret_value)
    secrets._put_secret_value = put
    secrets._describe_secret = _describe(secrets._describe_secret)
