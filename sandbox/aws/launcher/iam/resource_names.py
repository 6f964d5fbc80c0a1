"""Names and identifiers that AWS refuses when something is created; MiniStack accepts any.

Each pattern is the one in the API Reference of its action.
"""

import re

from ministack.core.responses import error_response_json
from ministack.services import iam, sns

from server.interception import intercept

#: service -> action -> (member, pattern)
NAMES = {
    "iam": {
        "CreateRole": ("RoleName", r"[\w+=,.@-]{1,64}"),
        "PutRolePolicy": ("PolicyName", r"[\w+=,.@-]{1,128}"),
        "CreatePolicy": ("PolicyName", r"[\w+=,.@-]{1,128}"),
        "CreateSAMLProvider": ("Name", r"[\w._-]{1,128}"),
        "CreateOpenIDConnectProvider": ("Url", r"https://[^?#:]{1,247}"),
    },
    "lambda": {"CreateFunction": ("FunctionName", r"(arn:aws:lambda:[a-z0-9-]+:\d{12}:function:)?[a-zA-Z0-9-_]{1,64}")},
    "sns": {"CreateTopic": ("Name", r"[A-Za-z0-9_-]{1,256}(\.fifo)?")},
    "sqs": {"CreateQueue": ("QueueName", r"[A-Za-z0-9_-]{1,80}(\.fifo)?")},
    "events": {"PutRule": ("Name", r"[.\-_A-Za-z0-9]{1,64}")},
    "logs": {
        "CreateLogGroup": ("logGroupName", r"[.\-_/#A-Za-z0-9]{1,512}"),
        "PutMetricFilter": ("filterName", r"[^:*]{1,512}"),
    },
    "kms": {"CreateAlias": ("AliasName", r"alias/(?!aws/)[a-zA-Z0-9/_-]{1,250}")},
    "secretsmanager": {"CreateSecret": ("Name", r"[A-Za-z0-9/_+=.@-]{1,512}")},
    "states": {"CreateStateMachineAlias": ("name", r"(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]{1,80}")},
}


def _refusal(service, member, value, pattern):
    constraint = f"Member must satisfy regular expression pattern: {pattern}"
    message = f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
    if service == "iam":
        return iam._error(400, "ValidationError", message.replace("&", "&amp;").replace("<", "&lt;"))
    if service == "sns":
        return sns._error("InvalidParameter", f"Invalid parameter: {member}", 400)
    code = "InvalidParameterException" if service in ("logs", "secretsmanager") else "ValidationException"
    return error_response_json(code, message, 400)


def _checked(service, member, pattern):
    async def check(request):
        value = request.data.get(member)
        if value is not None and not re.fullmatch(pattern, str(value), re.ASCII):
            return _refusal(service, member, value, pattern)
        return await request.proceed()

    return check


def install():
    for service, actions in NAMES.items():
        intercept(service, {action: _checked(service, *rule) for action, rule in actions.items()})
