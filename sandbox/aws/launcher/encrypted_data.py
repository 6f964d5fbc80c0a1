"""Reading a secret or publishing to a topic under a customer managed key asks the caller for the use of that key.

Secrets Manager User Guide, "Secret encryption and decryption"; SNS Developer Guide, "Managing encryption keys and costs".
The permission may be bound to kms:ViaService; secrets carry their ARN as encryption context SecretARN. A log group
takes a key only if the key's policy lets CloudWatch Logs use it ("Encrypt log data using AWS KMS").
"""

from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import kms, sns
from ministack.services import secretsmanager as secrets

import authorize
import principals
from interception import intercept

#: What each call does with the key.
SECRET_ACTIONS = {
    "GetSecretValue": ("kms:Decrypt",),
    "PutSecretValue": ("kms:GenerateDataKey", "kms:Decrypt"),
    "CreateSecret": ("kms:GenerateDataKey", "kms:Decrypt"),
    "UpdateSecret": ("kms:GenerateDataKey", "kms:Decrypt"),
}
TOPIC_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")


def key_refused(request, key_ref, actions, service, extra=None):
    """The refusal of the first use of a customer managed key that the caller may not make, or None."""
    if not key_ref or "alias/aws/" in key_ref:
        return None
    key = kms._resolve_key(key_ref)
    if key is None:
        return error_response_json("InvalidParameterException", f"The key {key_ref} does not exist", 400)
    context = {"kms:ViaService": f"{service}.{get_region()}.amazonaws.com", **(extra or {})}
    for action in actions:
        denied = authorize.also_needs(request, "kms", action, key["Arn"], context, service)
        if denied:
            return denied
    return None


async def _secret(request):
    data = request.data
    _, secret = secrets._resolve(data.get("SecretId"))
    key = data.get("KmsKeyId") or (secret or {}).get("KmsKeyId")
    writes = request.action != "GetSecretValue"
    if writes and not data.get("SecretString") and not data.get("SecretBinary"):
        return await request.proceed()
    context = {"kms:EncryptionContext:SecretARN": secret["ARN"]} if secret else {}
    actions = SECRET_ACTIONS[request.action]
    return key_refused(request, key, actions, "secretsmanager", context) or await request.proceed()


async def _publish(request):
    topic = sns._topics.get(request.data.get("TopicArn") or request.data.get("TargetArn") or "")
    key = ((topic or {}).get("attributes") or {}).get("KmsMasterKeyId")
    return key_refused(request, key, TOPIC_ACTIONS, "sns") or await request.proceed()


async def _log_group(request):
    data = request.data
    key = data.get("kmsKeyId")
    name = data.get("logGroupName") or ""
    if key:
        arn = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{name}"
        service = f"logs.{get_region()}.amazonaws.com"
        if not principals.service_may_use_key(key, service, arn, {"kms:encryptioncontext:aws:logs:arn": arn}):
            message = "The specified KMS key does not exist or is not allowed to be used with Arn"
            return error_response_json("InvalidParameterException", f"{message} '{arn}'", 400)
    return await request.proceed()


def install():
    intercept("secretsmanager", {action: _secret for action in SECRET_ACTIONS})
    intercept("sns", {"Publish": _publish, "PublishBatch": _publish})
    intercept("logs", {"CreateLogGroup": _log_group, "AssociateKmsKey": _log_group})
