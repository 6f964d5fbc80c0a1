"""Paths under /_embedded/ for the process that started the cloud: what exists in the account, secrets made older, and
what HTTP tasks must know.
"""

import hmac
import json
from urllib.parse import parse_qs

from ministack import app
from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import (
    apigateway,
    cloudwatch,
    cloudwatch_logs,
    dynamodb,
    eventbridge,
    iam,
    kms,
    lambda_svc,
    s3,
    secretsmanager,
    sns,
    sqs,
    stepfunctions,
)

from events import connections
from server import settings


def inventory():
    """Everything in the account and region, by kind."""
    running = [e["executionArn"] for e in stepfunctions._executions.values() if e["status"] == "RUNNING"]
    keys = {k: r for k, r in kms._keys.items() if r["KeyState"] != "PendingDeletion"}
    found = {
        "stateMachines": stepfunctions._state_machines,
        "stateMachineAliases": stepfunctions._state_machine_aliases,
        "runningExecutions": running,
        "roles": iam._roles,
        "policies": [arn for arn in iam._policies if not arn.startswith("arn:aws:iam::aws:")],
        "users": iam._users,
        "oidcProviders": iam._oidc_providers,
        "samlProviders": iam._saml_providers,
        "secrets": [s["Name"] for s in secretsmanager._secrets.values() if not s.get("DeletedDate")],
        "functions": lambda_svc._functions,
        "topics": sns._topics,
        "queues": sqs._queues,
        "rules": [rule["Name"] for rule in eventbridge._rules.values()],
        "alarms": [*cloudwatch._alarms, *cloudwatch._composite_alarms],
        "logGroups": cloudwatch_logs._log_groups,
        "logResourcePolicies": cloudwatch_logs._resource_policies,
        "metricFilters": [":".join(key) for key in cloudwatch_logs._metric_filters],
        "keys": [record["Arn"] for record in keys.values()],
        "keyAliases": [arn.split(":", 5)[5] for arn in kms._aliases],
        "tables": dynamodb._tables,
        "httpApis": apigateway._apis,
        "buckets": s3._buckets,
    }
    return {kind: sorted(names) for kind, names in found.items()}


def age_secret(name, days):
    """Sets a secret's last rotation back, as if that many days had passed since; False where it was never rotated."""
    for secret in secretsmanager._secrets.values():
        if secret["Name"] == name and secret.get("LastRotatedDate"):
            secret["LastRotatedDate"] -= days * 86_400
            return True
    return False


async def _answer(send, status, body):
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def install():
    following = app.app

    async def administered(scope, receive, send):
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/_embedded/"):
            return await following(scope, receive, send)
        given = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        if not settings.ADMIN_TOKEN or not hmac.compare_digest(given, f"Bearer {settings.ADMIN_TOKEN}"):
            return await _answer(send, 401, {"message": "The administration token is missing or wrong"})
        set_request_account_id(settings.ACCOUNT)
        set_request_region(settings.REGION)
        if path == "/_embedded/inventory":
            return await _answer(send, 200, inventory())
        if path == "/_embedded/age-secret" and scope["method"] == "POST":
            query = parse_qs(scope.get("query_string", b"").decode())
            name = query.get("name", [""])[0]
            if age_secret(name, int(query.get("days", ["0"])[0])):
                return await _answer(send, 200, {})
            return await _answer(send, 400, {"message": f"unknown secret, or never rotated: {name}"})
        if path == "/_embedded/allowed":
            query = parse_qs(scope.get("query_string", b"").decode())
            one = {name: values[0] for name, values in query.items()}
            context = json.loads(one.get("context", "{}"))
            answer = connections.allowed(one.get("accessKeyId", ""), one["action"], one["resource"], context)
            return await _answer(send, 200, {"allowed": answer})
        if path == "/_embedded/connection":
            query = parse_qs(scope.get("query_string", b"").decode())
            return await _answer(send, 200, {"connection": connections.find(query["arn"][0])})
        return await _answer(send, 404, {"message": f"No such path: {path}"})

    app.app = administered
