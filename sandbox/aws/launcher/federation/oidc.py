"""Verifies the token of AssumeRoleWithWebIdentity: provider, audience, signature, times.

IAM User Guide, "Create an OpenID Connect identity provider in IAM"; STS API Reference, AssumeRoleWithWebIdentity; for
tags and source identity session_attributes.py. MiniStack reads tokens without verifying them.
"""

import jwt
from ministack.core.responses import get_account_id
from ministack.services import iam

from federation import github, session_attributes
from federation import issuer as issuers
from federation.identity import Identity
from federation.refusal import Refusal, expired, invalid_token

#: Signature algorithms of OIDC providers that IAM knows; above all neither `none` nor a symmetric one.
ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


def verify(token, hosts):
    """The identity of a token whose signature, times, issuer and audience hold.

    `hosts` maps host names to the loopback URLs that stand for them.
    """
    header, claims = _unverified(token)
    issuer = claims.get("iss")
    provider = _provider(issuer)
    audience = _audience(claims, provider)
    key = _key(issuer, header, hosts)
    _check(token, key, header["alg"])
    host = issuer.removeprefix("https://")
    keys = {f"{host}:aud": claims.get("azp", audience), f"{host}:sub": claims["sub"]}
    if "azp" in claims:
        keys[f"{host}:oaud"] = audience
    if "amr" in claims:
        keys[f"{host}:amr"] = claims["amr"]
    keys.update(github.condition_keys(host, claims))
    return Identity(
        provider_arn=provider["Arn"],
        keys={name.lower(): value for name, value in keys.items()},
        session=session_attributes.of_claims(claims),
        echo={"SubjectFromWebIdentityToken": claims["sub"], "Audience": audience, "Provider": provider["Arn"]},
    )


def _unverified(token):
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        raise invalid_token("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
    if header.get("alg") not in ALGORITHMS:
        raise invalid_token(f"The token's signature algorithm {header.get('alg')} is not supported")
    missing = [name for name in REQUIRED if not claims.get(name)]
    if missing:
        raise invalid_token(f"Missing a required claim: {', '.join(missing)}")
    return header, claims


def _provider(issuer):
    if not isinstance(issuer, str) or not issuer.startswith("https://"):
        raise invalid_token("The token's issuer is not an https URL")
    arn = f"arn:aws:iam::{get_account_id()}:oidc-provider/{issuer.removeprefix('https://')}"
    provider = iam._oidc_providers.get(arn)
    if provider is None:
        raise invalid_token(f"No OpenIDConnect provider found in your account for {issuer}")
    return provider


def _audience(claims, provider):
    given = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    # A token for an authorized party is meant for that party (`azp`).
    judged = [claims["azp"]] if "azp" in claims else given
    if not any(audience in provider["ClientIDList"] for audience in judged):
        raise invalid_token("Incorrect token audience")
    return next((audience for audience in given if audience in provider["ClientIDList"]), given[0])


def _key(issuer, header, hosts):
    configuration = _fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration", hosts)
    if configuration.get("issuer") != issuer:
        raise invalid_token("The issuer in the provider's configuration is not the issuer of the token")
    keys = _fetch(str(configuration.get("jwks_uri")), hosts).get("keys") or []
    for key in keys:
        if header.get("kid") and key.get("kid") == header["kid"]:
            try:
                return jwt.PyJWK(key, algorithm=header["alg"])
            except jwt.PyJWTError:
                break
    raise invalid_token(
        "Couldn't retrieve verification key from your identity provider,"
        " please reference AssumeRoleWithWebIdentity documentation for requirements"
    )


def _fetch(url, hosts):
    try:
        return issuers.fetch(url, hosts)
    except issuers.Unreachable as error:
        raise Refusal("IDPCommunicationError", str(error))


def _check(token, key, algorithm):
    try:
        jwt.decode(token, key, algorithms=[algorithm], options={"require": REQUIRED, "verify_aud": False})
    except jwt.ExpiredSignatureError:
        raise expired("Token expired: current date/time must be before the expiration date/time")
    except jwt.ImmatureSignatureError:
        raise invalid_token("The token is not valid yet")
    except jwt.PyJWTError as error:
        raise invalid_token(f"The token's signature or claims are invalid: {error}")
