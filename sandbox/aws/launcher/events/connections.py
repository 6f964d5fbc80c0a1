"""EventBridge connections as HTTP tasks use them: an ARN that ends in an id, and a secret that holds who to call as.

EventBridge User Guide, "Connections for HTTP endpoint targets": EventBridge keeps a connection's authorization in a
secret `events!connection/<name>/<id>`. AWS does not document the content of that secret; here it is the request's
AuthorizationType and AuthParameters. Descriptions show no password, key or secret. API destinations, which look a
connection up by the last part of its ARN, do not find it any more; nothing here uses them.
"""

import copy
import json

from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_region, json_response, new_uuid
from ministack.services import eventbridge as events
from ministack.services import secretsmanager as secrets

from server.interception import intercept

#: Members of AuthParameters that descriptions leave out.
HIDDEN = ("Password", "ApiKeyValue", "ClientSecret")


def _store(connection):
    text = json.dumps({name: connection[name] for name in ("AuthorizationType", "AuthParameters")})
    name = f"events!connection/{connection['Name']}/{new_uuid()}"
    connection["SecretArn"], _ = secrets._store_new_secret(name, secret_string=text)


def _drop(connection):
    for name in [name for name, secret in secrets._secrets.items() if secret["ARN"] == connection.get("SecretArn")]:
        del secrets._secrets[name]


async def _create(request):
    status, headers, body = await request.proceed()
    connection = events._connections.get(request.data.get("Name"))
    if status != 200 or connection is None:
        return status, headers, body
    connection["ConnectionArn"] += f"/{new_uuid()}"
    _store(connection)
    return json_response({**json.loads(body), "ConnectionArn": connection["ConnectionArn"]})


async def _update(request):
    connection = events._connections.get(request.data.get("Name"))
    answer = await request.proceed()
    if answer[0] == 200 and connection is not None:
        _drop(connection)
        _store(events._connections[connection["Name"]])
    return answer


async def _delete(request):
    connection = events._connections.get(request.data.get("Name"))
    answer = await request.proceed()
    if answer[0] == 200 and connection is not None:
        _drop(connection)
    return answer


def _without_secrets(value):
    if isinstance(value, dict):
        return {name: _without_secrets(inner) for name, inner in value.items() if name not in HIDDEN}
    return value


async def _describe(request):
    status, headers, body = await request.proceed()
    if status != 200:
        return status, headers, body
    return json_response(_without_secrets(copy.deepcopy(json.loads(body))))


def find(arn):
    """State and secret of the connection with this very ARN, or None."""
    for connection in events._connections.values():
        if connection["ConnectionArn"] == arn:
            return {"state": connection["ConnectionState"], "secretArn": connection.get("SecretArn")}
    return None


def allowed(access_key, action, resource, context):
    """Whether the owner of an access key is allowed an action that is a permission only and not an API call."""
    service = action.partition(":")[0]
    return evaluator.enforce(access_key, action, service, get_region(), resource, context) is None


def install():
    intercept(
        "events",
        {
            "CreateConnection": _create,
            "UpdateConnection": _update,
            "DeleteConnection": _delete,
            "DescribeConnection": _describe,
        },
    )
