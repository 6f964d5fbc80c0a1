"""What an OIDC issuer publishes: its configuration and its keys, read at the loopback URL that stands for its host."""

import json
import urllib.error
import urllib.request
from urllib.parse import urlsplit

#: Seconds, bytes: how long and how much an issuer may answer.
PATIENCE, MOST = 5, 1 << 20


class Unreachable(Exception):
    """The issuer did not answer with a JSON object; the message says how."""


def fetch(url, hosts):
    """A JSON object of the issuer. `hosts` maps host names to the loopback URLs that stand for them."""
    parts = urlsplit(url)
    stand = hosts.get(parts.netloc)
    if parts.scheme != "https" or stand is None:
        raise Unreachable(f"Cannot connect to the identity provider at {parts.netloc or url}")
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{stand.rstrip('/')}{parts.path}", timeout=PATIENCE) as response:
            document = json.loads(response.read(MOST))
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise Unreachable(f"The identity provider at {parts.netloc} did not answer: {error}")
    if not isinstance(document, dict):
        raise Unreachable(f"The identity provider at {parts.netloc} did not answer with a JSON object")
    return document


def configuration(issuer, hosts):
    """The issuer's discovery document."""
    return fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration", hosts)
