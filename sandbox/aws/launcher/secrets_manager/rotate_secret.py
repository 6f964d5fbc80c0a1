"""RotateSecret runs the rotation function's four steps, as the service, and leaves what a failed step leaves.

Secrets Manager API Reference, RotateSecret and CancelRotateSecret; User Guide, "Rotation by Lambda function" and
"Permissions for rotation". MiniStack promotes a copy of the current value and never calls the function. Not done here:
starting rotations by the schedule.
"""

import contextvars
import logging
import re
import threading
import time

from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import eventbridge, lambda_svc
from ministack.services import secretsmanager as secrets

from iam import authorize, principals
from secrets_manager import secret_versions
from server.interception import intercept

log = logging.getLogger("embedded.rotation")

SERVICE = "secretsmanager.amazonaws.com"
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
DAY = 86_400
#: Secrets (ARN) whose function is at work.
_rotating = set()
_lock = threading.Lock()


def _refuse(code, message):
    return error_response_json(code, message, 400)


def next_rotation(rules, since):
    """Time of the next rotation after a moment, in epoch seconds; None if they do not."""
    days = (rules or {}).get("AutomaticallyAfterDays")
    expression = (rules or {}).get("ScheduleExpression")
    if expression and expression.startswith("rate("):
        return int(since + eventbridge._parse_rate_seconds(expression))
    if expression:
        moment = eventbridge.datetime.fromtimestamp(since, eventbridge.timezone.utc)
        return int(eventbridge._cron_next_fire(eventbridge._parse_cron_fields(expression), moment).timestamp())
    # The window of a rotation by days is the whole day, and closes with it.
    return int((since + days * DAY) // DAY * DAY + DAY - 1) if days else None


def _rules_refused(rules):
    if not rules:
        return None
    days, expression = rules.get("AutomaticallyAfterDays"), rules.get("ScheduleExpression")
    if (days is None) == (expression is None):
        return _refuse(
            "InvalidParameterException", "RotationRules: exactly one of AutomaticallyAfterDays and ScheduleExpression"
        )
    if days is not None and not 1 <= days <= 1000:
        return _refuse("InvalidParameterException", "AutomaticallyAfterDays must be between 1 and 1000")
    if expression is not None and not _is_schedule(expression):
        return _refuse("InvalidParameterException", f"Invalid schedule expression {expression}")
    return None


def _is_schedule(expression):
    """User Guide, "Rotation schedules": hours or days, minute 0, any year, and at most one of the two days."""
    rate = re.fullmatch(r"rate\(\s*([1-9]\d*)\s+(hour|day)s?\s*\)", expression)
    if rate:
        return rate[2] == "day" or int(rate[1]) >= 4
    cron = re.fullmatch(r"cron\(\s*0+\s+\S+\s+(\S+)\s+\S+\s+(\S+)\s+\*\s*\)", expression)
    return cron is not None and (cron[1] in "*?" or cron[2] in "*?")


def _pending(secret):
    """The version that an unfinished rotation left: AWSPENDING on another version than AWSCURRENT."""
    token, version = secrets._find_stage_version(secret, "AWSPENDING")
    return token if version and "AWSCURRENT" not in version["Stages"] else None


def _invoke(secret, function_arn, step, token):
    """Runs one step; None, or why it failed."""
    record, config, name = lambda_svc._get_func_record_for_ref(function_arn)
    if not record:
        return f"function {name} not found"
    event = {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": token}
    result = lambda_svc._execute_function_with_config_scope(
        lambda_svc._execution_record_for_config(record, config), event
    )
    return str(result.get("body")) if result.get("error") else None


def _rotate(secret, function_arn, token):
    try:
        for step in STEPS:
            failure = _invoke(secret, function_arn, step, token)
            if failure:
                log.warning("rotation of %s: %s failed: %s", secret["Name"], step, failure)
                return
        version = secret["Versions"].get(token)
        if version and "AWSCURRENT" in version["Stages"]:
            now = int(time.time())
            secret["LastRotatedDate"] = secret["LastChangedDate"] = now
            secret["NextRotationDate"] = next_rotation(secret.get("RotationRules"), now)
        else:
            log.warning("rotation of %s: finishSecret did not make %s AWSCURRENT", secret["Name"], token)
    except Exception:
        log.exception("rotation of %s", secret["Name"])
    finally:
        _rotating.discard(secret["ARN"])


def _only_test(secret, function_arn, token):
    """RotateImmediately false: the function's testSecret runs once, on a version that is taken away again."""
    try:
        failure = _invoke(secret, function_arn, "testSecret", token)
        if failure:
            log.warning("test of rotation of %s: %s", secret["Name"], failure)
    finally:
        secret["Versions"].pop(token, None)
        _rotating.discard(secret["ARN"])


def _begin(work, secret, function_arn, token):
    with _lock:
        if secret["ARN"] in _rotating:
            return
        _rotating.add(secret["ARN"])
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(work, secret, function_arn, token), daemon=True).start()


def _function_refused(request, secret, function_arn):
    found = lambda_svc.function_policy_for_arn(function_arn)
    if found is None:
        return _refuse("ResourceNotFoundException", "Secrets Manager can't find the specified Lambda function.")
    # API Reference, RotateSecret: "You also need lambda:InvokeFunction permissions on the rotation function."
    denied = authorize.also_needs(request, "lambda", "lambda:InvokeFunction", function_arn, {}, "secretsmanager")
    if denied:
        return denied
    if principals.service_allowed(found[0], SERVICE, "lambda:InvokeFunction", function_arn, secret["ARN"]):
        return None
    return _refuse(
        "AccessDeniedException",
        "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to"
        f" the principal {SERVICE}.",
    )


async def rotate(request):
    data = request.data
    secret, refusal = secret_versions.usable(data)
    if refusal:
        return refusal
    rules = data.get("RotationRules") or secret.get("RotationRules")
    function_arn = data.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
    if not function_arn:
        return _refuse("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret.")
    refusal = _rules_refused(rules) or _function_refused(request, secret, function_arn)
    if refusal:
        return refusal
    secret.update(RotationLambdaARN=function_arn, RotationRules=rules, RotationEnabled=True)
    pending = _pending(secret)
    if pending:
        _begin(_rotate, secret, function_arn, pending)
        return _refuse(
            "InvalidRequestException", "A previous rotation isn't complete. That rotation will be reattempted."
        )
    now = int(time.time())
    secret["NextRotationDate"] = next_rotation(rules, secret.get("LastRotatedDate") or now)
    token = data.get("ClientRequestToken") or new_uuid()
    names = {"ARN": secret["ARN"], "Name": secret["Name"]}
    if token in secret["Versions"]:
        return json_response({**names, "VersionId": token})
    secrets._remove_stage_everywhere(secret, "AWSPENDING")
    secret["Versions"][token] = {
        "SecretString": None,
        "SecretBinary": None,
        "CreatedDate": now,
        "Stages": ["AWSPENDING"],
    }
    if data.get("RotateImmediately") is False:
        _begin(_only_test, secret, function_arn, token)
        return json_response(names)
    _begin(_rotate, secret, function_arn, token)
    return json_response({**names, "VersionId": token})


async def cancel(request):
    """Turns rotation off; a version that is still pending stays, and its id is returned."""
    secret, refusal = secret_versions.usable(request.data)
    if refusal:
        return refusal
    secret["RotationEnabled"] = False
    secret["NextRotationDate"] = None
    answer = {"ARN": secret["ARN"], "Name": secret["Name"]}
    pending = _pending(secret)
    return json_response({**answer, "VersionId": pending} if pending else answer)


def install():
    intercept("secretsmanager", {"RotateSecret": rotate, "CancelRotateSecret": cancel})
