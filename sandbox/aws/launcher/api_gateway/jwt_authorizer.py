"""JWT authorizers of HTTP APIs, as API Gateway has them.

API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers": algorithm and signature by the key that
`kid` names in the issuer's jwks_uri, then iss, aud or client_id, exp, nbf, iat, then the route's scopes in `scope` or
`scp`. MiniStack reaches no issuer by the loopback URL that stands for its host, does not read the algorithm and takes
tokens without exp. The embedded cloud verifies RS256 only, which is what Okta signs with.
"""

import asyncio
import json

import jwt
from ministack.services import apigateway

from federation import issuer as issuers
from server import settings

ALGORITHM = "RS256"


class Refused(Exception):
    """A request that the authorizer does not let through; the description stands in WWW-Authenticate."""

    def __init__(self, status, error, description):
        super().__init__(description)
        self.status = status
        self.error = error

    def answer(self, scopes):
        message = "Unauthorized" if self.status == 401 else "Forbidden"
        scope = f'scope="{" ".join(scopes)}" ' if scopes else ""
        challenge = f'Bearer {scope}error="{self.error}" error_description="{self}"' if self.error else "Bearer"
        headers = {"Content-Type": "application/json", "www-authenticate": challenge}
        return self.status, headers, json.dumps({"message": message}).encode()


def unauthorized(description, error="invalid_token"):
    return Refused(401, error, description)


def token_of(identity_source, headers, query):
    """The token, alone or after `Bearer `; API Gateway reads it from the one identity source."""
    found = apigateway._extract_token_from_identity_source(identity_source, headers, query)
    if not found:
        raise unauthorized("no token", error=None)
    return found


def verify(token, configuration, hosts):
    """The claims of a token that the authorizer's issuer signed for one of its audiences."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise unauthorized("the token is not a JWT")
    if header.get("alg") != ALGORITHM:
        raise unauthorized("unsupported algorithm")
    claims = _decoded(token, _key(configuration["issuer"], header, hosts))
    if claims.get("iss") != configuration["issuer"]:
        raise unauthorized("invalid issuer")
    # client_id counts only where there is no aud.
    audience = claims.get("aud", claims.get("client_id"))
    given = audience if isinstance(audience, list) else [audience]
    if not any(each in configuration["audience"] for each in given):
        raise unauthorized("the token does not have a valid audience")
    return claims


def _decoded(token, key):
    checks = {"require": ["exp", "iss"], "verify_aud": False, "verify_iss": False}
    try:
        return jwt.decode(token, key, algorithms=[ALGORITHM], options=checks)
    except jwt.ExpiredSignatureError:
        raise unauthorized("the token has expired")
    except jwt.ImmatureSignatureError:
        raise unauthorized("the token is not valid yet")
    except jwt.PyJWTError as error:
        raise unauthorized(f"signature or claims are invalid: {error}".replace('"', "'"))


def _key(issuer, header, hosts):
    try:
        keys = issuers.fetch(str(issuers.configuration(issuer, hosts).get("jwks_uri")), hosts).get("keys") or []
    except issuers.Unreachable as error:
        raise unauthorized(str(error).replace('"', "'"))
    for key in keys:
        if header.get("kid") and key.get("kid") == header["kid"] and key.get("kty") == "RSA":
            try:
                return jwt.PyJWK(key, algorithm=ALGORITHM)
            except jwt.PyJWTError:
                break
    raise unauthorized("no key of the issuer has the token's kid")


def scopes_of(claims):
    """Scopes of `scope` or `scp`: a list, or words with spaces between them."""
    given = claims.get("scope", claims.get("scp")) or []
    return given.split() if isinstance(given, str) else [str(each) for each in given]


async def validate(route, authorizer, headers, query):
    """Claims, scopes and None; or None, None and the answer that refuses the request."""
    wanted = route.get("authorizationScopes") or []
    try:
        token = token_of(authorizer["identitySource"], headers, query)
        # A thread, because verifying calls the issuer over HTTP.
        claims = await asyncio.to_thread(verify, token, authorizer["jwtConfiguration"], settings.HOSTS)
        if wanted and not set(wanted) & set(scopes_of(claims)):
            raise Refused(403, "insufficient_scope", "the token has none of the route's scopes")
    except Refused as refused:
        return None, None, refused.answer(wanted)
    return claims, [each for each in wanted if each in scopes_of(claims)], None


def install():
    apigateway._validate_jwt_authorizer = validate
