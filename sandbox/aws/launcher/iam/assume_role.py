"""AssumeRole refuses what STS refuses: the root user, too long sessions, more than an hour when chained.

STS API Reference, AssumeRole; IAM User Guide, "Roles terms and concepts" (role chaining). MiniStack checks the
trust only, lets the account's root through wherever a service is trusted, and matches principals with wildcards.
"""

import re

from ministack.core import iam_evaluator as evaluator
from ministack.core.router import extract_access_key_id
from ministack.services import iam

from iam import chained_sessions, principals
from server.interception import intercept

#: Seconds: shortest and default session, and the longest of a chained role.
SHORTEST, DEFAULT, LONGEST_CHAINED = 900, 3600, 3600


def _refused(code, message, status=400):
    return iam._error(status, code, message, ns="sts")


def duration_refused(data, role_arn, chained=False):
    """The answer that refuses DurationSeconds for a role, or None. For every kind of AssumeRole."""
    text = str(data.get("DurationSeconds") or DEFAULT)
    role = principals.role_named(role_arn)
    longest = (role or {}).get("MaxSessionDuration") or DEFAULT
    seconds = int(text) if re.fullmatch(r"\d+", text) else 0
    if seconds < SHORTEST:
        message = (
            f"1 validation error detected: Value '{text}' at 'durationSeconds' failed to satisfy constraint:"
            f" Member must have value greater than or equal to {SHORTEST}"
        )
        return _refused("ValidationError", message)
    if chained and seconds > LONGEST_CHAINED:
        message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        return _refused("ValidationError", message)
    if role and seconds > longest:
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        return _refused("ValidationError", message)
    return None


async def assume(request):
    access_key = extract_access_key_id(request.headers, request.query) or ""
    caller = evaluator.resolve_credential(access_key)
    if getattr(caller, "principal_type", "") == "Root":
        return _refused("AccessDenied", "Roles may not be assumed by root accounts.", 403)
    chained = getattr(caller, "principal_type", "") == "AssumedRole"
    role_arn = request.data.get("RoleArn") or ""
    if role_arn.startswith("arn:") and principals.role_named(role_arn) is None:
        who = getattr(caller, "principal_arn", "")
        message = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
        return _refused("AccessDenied", message, 403)
    name = str(request.data.get("RoleSessionName") or "")
    if not re.fullmatch(r"[\w+=,.@-]{2,64}", name, re.ASCII):
        message = (
            "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint:"
            r" Member must satisfy regular expression pattern: [\w+=,.@-]{2,64}"
        )
        return _refused("ValidationError", message)
    refusal = duration_refused(request.data, role_arn, chained)
    role = principals.role_named(role_arn)
    if refusal is None and role is not None:
        refusal = chained_sessions.refused(request, caller, role)
    return refusal or await request.proceed()


def _principal_matches(principal, caller_arn):
    """Who a Principal element names: exactly an ARN, an account, the role behind a session, or everyone by "*"."""
    if principal == "*":
        return True
    named = principal.get("AWS", []) if isinstance(principal, dict) else []
    parts = caller_arn.split(":")
    account = parts[4] if len(parts) > 5 else ""
    role = None
    if ":assumed-role/" in caller_arn:
        role = iam._roles.get(parts[5].split("/")[1])
    for entry in [named] if isinstance(named, str) else named:
        if entry in ("*", caller_arn) or (role and entry == role["Arn"]):
            return True
        if account and entry in (account, f"arn:aws:iam::{account}:root"):
            return True
    return False


def install():
    evaluator._principal_matches = _principal_matches
    intercept("sts", {"AssumeRole": assume})
