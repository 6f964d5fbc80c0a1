"""Intercepts single API actions of a service, before MiniStack's own handler sees them."""

import dataclasses
import json
from typing import Any
from urllib.parse import parse_qs

from ministack import app
from ministack.core.iam_actions import extract_iam_action


@dataclasses.dataclass
class Request:
    """One API call, after authentication and authorization."""

    action: str
    #: Members of the request: parsed JSON, or the form fields of the query protocol (first value of each).
    data: dict
    method: str
    path: str
    headers: dict
    body: bytes
    query: dict

    async def proceed(self):
        """What would have answered without the interception."""
        return await self._next(self.method, self.path, self.headers, self.body, self.query)

    _next: Any = None


def intercept(service, actions):
    """Answers the named actions of a service with `handler(request)` coroutines; everything else passes through."""
    following = app.SERVICE_HANDLERS[service]

    async def handle(method, path, headers, body, query):
        action, data = parsed(service, method, path, headers, body, query)
        handler = actions.get(action)
        if handler is None:
            return await following(method, path, headers, body, query)
        return await handler(Request(action, data, method, path, headers, body, query, following))

    app.SERVICE_HANDLERS[service] = handle


def parsed(service, method, path, headers, body, query):
    """Action and members of a request, whatever its protocol."""
    target = headers.get("x-amz-target", "")
    if "." in target:
        return target.rsplit(".", 1)[1], _object(body)
    fields = dict(query)
    if method == "POST" and body and "form" in headers.get("content-type", ""):
        fields.update(parse_qs(body.decode("utf-8", errors="replace"), keep_blank_values=True))
    data = {name: value[0] if isinstance(value, list) else value for name, value in fields.items()}
    if "Action" in data:
        return data["Action"], data
    named = extract_iam_action(service, method, path, headers, body, query) or ""
    return named.partition(":")[2], _object(body)


def _object(body):
    try:
        data = json.loads(body) if body else {}
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
