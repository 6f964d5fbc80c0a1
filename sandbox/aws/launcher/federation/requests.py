"""AssumeRoleWithWebIdentity and AssumeRoleWithSAML as STS has them: a session only for a proof that holds.

MiniStack accepts any token for the first and lacks the second. What verifies the proofs is in oidc.py and
saml.py; here is what both share: trust policy, duration, session and answer (STS API Reference).
"""

import asyncio
import json
import re
import time
from xml.sax.saxutils import escape

from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import iam, sts

from federation import oidc, saml, session_attributes
from federation.refusal import Refusal, not_authorized
from iam import assume_role, principals
from server import settings
from server.interception import intercept

SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)


def trusted(role, identity, action, session_name):
    """Whether the role's trust policy lets the identity do this.

    A federated caller is named by the Federated principal, exactly; a denial may also name everyone. The statements
    that name the caller are judged by the evaluator, conditions included.
    """
    document = role.get("AssumeRolePolicyDocument") or {}
    document = json.loads(document) if isinstance(document, str) else document
    statements = document.get("Statement") or []
    statements = [statements] if isinstance(statements, dict) else statements
    about = [{**each, "Principal": "*"} for each in statements if _names(each, identity.provider_arn)]
    context = evaluator.EvalContext(
        principal_arn=identity.provider_arn,
        principal_type="FederatedUser",
        principal_account=get_account_id(),
        action=action,
        resource_arn=role["Arn"],
        region=get_region(),
        service_context={
            **identity.keys,
            **identity.session.condition_keys(),
            "aws:federatedprovider": identity.provider_arn,
            "sts:rolesessionname": session_name,
        },
        request_tags={tag["Key"]: tag["Value"] for tag in identity.session.tags},
    )
    return evaluator.evaluate_trust_policy({"Statement": about}, identity.provider_arn, context)


def _names(statement, provider_arn):
    principal = statement.get("Principal")
    if principal == "*":
        return statement.get("Effect") == "Deny"
    named = principal.get("Federated", []) if isinstance(principal, dict) else []
    return provider_arn in ([named] if isinstance(named, str) else named)


def _session(request, identity, action, session_name):
    """Judges trust, tags, policies and duration; then the members of the answer, or a refusal already rendered."""
    role_arn = request.data.get("RoleArn") or ""
    role = principals.role_named(role_arn)
    if role is None or not trusted(role, identity, action, session_name):
        raise not_authorized(action)
    attributes = identity.session
    session_attributes.check(attributes)
    if attributes.tags and not trusted(role, identity, "sts:TagSession", session_name):
        raise not_authorized("sts:TagSession")
    if attributes.source_identity and not trusted(role, identity, "sts:SetSourceIdentity", session_name):
        raise not_authorized("sts:SetSourceIdentity")
    policies, refusal = sts._session_policies(request.data, get_account_id())
    refusal = refusal or assume_role.duration_refused(request.data, role_arn)
    if refusal:
        return None, refusal
    seconds = int(request.data.get("DurationSeconds") or assume_role.DEFAULT)
    end = time.time() + seconds
    end = end if identity.until is None else min(end, identity.until)
    user_id = f"{role['RoleId']}:{session_name}"
    arn = f"arn:aws:sts::{get_account_id()}:assumed-role/{role['RoleName']}/{session_name}"
    key, secret, token = iam._gen_session_access_key(), iam._gen_secret(), iam._gen_session_token()
    sts.register_session(
        key,
        {
            "Arn": arn,
            "UserId": user_id,
            "SecretAccessKey": secret,
            "SessionToken": token,
            "Expiration": end,
            "AccountId": get_account_id(),
            "PrincipalType": "AssumedRole",
            "SessionTags": list(attributes.tags),
            "TransitiveTagKeys": list(attributes.transitive),
            "SourceIdentity": attributes.source_identity,
            "SessionPolicies": policies if any(policies.values()) else None,
        },
    )
    credentials = {"AccessKeyId": key, "SecretAccessKey": secret, "SessionToken": token, "Expiration": int(end)}
    user = {"AssumedRoleId": user_id, "Arn": arn}
    echo = {**identity.echo, **({"SourceIdentity": attributes.source_identity} if attributes.source_identity else {})}
    return {"Credentials": credentials, "AssumedRoleUser": user, "PackedPolicySize": 0, **echo}, None


def _require(data, *names):
    for name in names:
        if not data.get(name):
            raise Refusal(
                "ValidationError",
                f"1 validation error detected: Value null at '{name[0].lower()}{name[1:]}' failed to satisfy constraint:"
                " Member must not be null",
            )


def _web_identity(request):
    _require(request.data, "RoleArn", "RoleSessionName", "WebIdentityToken")
    name = request.data["RoleSessionName"]
    if not SESSION_NAME.fullmatch(name):
        raise Refusal(
            "ValidationError",
            "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint:"
            r" Member must satisfy regular expression pattern: [\w+=,.@-]*",
        )
    identity = oidc.verify(request.data["WebIdentityToken"], settings.HOSTS)
    return _session(request, identity, "sts:AssumeRoleWithWebIdentity", name)


def _saml(request):
    _require(request.data, "RoleArn", "PrincipalArn", "SAMLAssertion")
    data = request.data
    identity, name = saml.verify(data["SAMLAssertion"], data["PrincipalArn"], data["RoleArn"])
    return _session(request, identity, "sts:AssumeRoleWithSAML", name)


def _handler(verify):
    async def handle(request):
        as_json = "amz-json" in request.headers.get("content-type", "")
        try:
            # A thread, because verifying calls the identity provider over HTTP.
            members, refusal = await asyncio.to_thread(verify, request)
        except Refusal as error:
            if as_json:
                return error_response_json(error.code, error.message, error.status)
            return iam._error(error.status, error.code, escape(error.message), ns="sts")
        if refusal:
            return refusal
        return json_response(members) if as_json else _answer(request.action, members)

    return handle


def _answer(action, members):
    result = f"<{action}Result>{_elements(members)}</{action}Result>"
    return iam._xml(200, f"{action}Response", result, ns="sts")


def _elements(members):
    rendered = []
    for name, value in members.items():
        if name == "Expiration":
            value = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(value))
        inner = _elements(value) if isinstance(value, dict) else escape(str(value))
        rendered.append(f"<{name}>{inner}</{name}>")
    return "".join(rendered)


def install():
    intercept(
        "sts",
        {"AssumeRoleWithWebIdentity": _handler(_web_identity), "AssumeRoleWithSAML": _handler(_saml)},
    )
