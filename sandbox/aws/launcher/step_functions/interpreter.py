"""Calls to the Step Functions interpreter: JSON over HTTP on the loopback, with a shared token."""

import http.client
import json
from urllib.parse import urlsplit

from server import settings

#: Seconds to wait for an answer that does not stream.
PATIENCE = 30


class Unreachable(Exception):
    """The interpreter did not answer as it promised to."""


def _send(path, body, timeout):
    address = urlsplit(settings.INTERPRETER_URL)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)
    headers = {"content-type": "application/json", "authorization": f"Bearer {settings.INTERPRETER_TOKEN}"}
    connection.request("POST", path, json.dumps(body), headers)
    return connection, connection.getresponse()


def call(path, body):
    """Status and parsed body of one short call."""
    try:
        connection, response = _send(path, body, PATIENCE)
        try:
            text = response.read()
            return response.status, json.loads(text) if text else {}
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"interpreter at {settings.INTERPRETER_URL}{path}: {error}") from error


def stream(path, body):
    """The lines of an NDJSON answer, each parsed, as they arrive."""
    try:
        connection, response = _send(path, body, None)
        try:
            if response.status != 200:
                text = response.read().decode(errors="replace")
                raise Unreachable(f"interpreter answered {response.status} to {path}: {text}")
            for line in response:
                if line.strip():
                    yield json.loads(line)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"interpreter at {settings.INTERPRETER_URL}{path}: {error}") from error
