"""IAM and KMS refuse a policy that names a principal which is not there, is too long, or breaks the grammar.

IAM User Guide, "IAM and AWS STS quotas" and "Grammar of the IAM JSON policy language". Lengths count no white space.
"""

import json
import re

from ministack.core.responses import error_response_json, get_account_id
from ministack.services import iam

from federation import github
from server.interception import intercept

#: Characters without white space: a trust policy by default, a role's inline policies together, a managed policy.
LONGEST_TRUST, LONGEST_INLINE, LONGEST_MANAGED = 2048, 10_240, 6144
#: Seconds: the range of a role's MaxSessionDuration.
SESSION = (3600, 43_200)


def _malformed(message):
    return iam._error(400, "MalformedPolicyDocument", message.replace("&", "&amp;").replace("<", "&lt;"))


def _limit(message):
    return iam._error(409, "LimitExceeded", message)


def size(text):
    return len(re.sub(r"\s", "", text))


def _list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def statements(text):
    """The statements of a document; None if it is not one."""
    try:
        document = json.loads(text)
    except (TypeError, ValueError):
        return None
    found = _list(document.get("Statement")) if isinstance(document, dict) else None
    return found if found and all(isinstance(each, dict) for each in found) else None


def grammar_problem(found):
    """What breaks the grammar that every kind of policy has in common, or None."""
    seen = set()
    for each in found:
        sid = each.get("Sid")
        if sid is not None and (not re.fullmatch(r"[0-9A-Za-z]*", sid) or (sid and sid in seen)):
            return f"Statement IDs (SID) must be alpha-numeric and unique within a policy: {sid}"
        seen.add(sid)
        if each.get("Effect") not in ("Allow", "Deny"):
            return "Missing required field Effect"
        actions = _list(each.get("Action")) + _list(each.get("NotAction"))
        if not actions:
            return "Missing required field Action"
        for action in actions:
            if action != "*" and not re.fullmatch(r"[A-Za-z0-9-]+:[A-Za-z0-9*?]+", str(action)):
                return f"Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: {action}"
        condition = each.get("Condition", {})
        if not isinstance(condition, dict) or not all(isinstance(keys, dict) for keys in condition.values()):
            return "Syntax errors in policy: Condition is not an object of objects"
    return None


def missing_principal(found):
    """The first role or user of this account that a statement names and that does not exist, or None."""
    for each in found:
        principal = each.get("Principal")
        for arn in _list(principal.get("AWS")) if isinstance(principal, dict) else []:
            match = re.fullmatch(r"arn:aws:iam::(\d{12}):(role|user)/(?:.*/)?([^/]+)", str(arn))
            if match and match.group(1) == get_account_id():
                store = iam._roles if match.group(2) == "role" else iam._users
                if store.get(match.group(3)) is None or store[match.group(3)]["Arn"] != arn:
                    return arn
            elif not match and not re.fullmatch(r"\*|\d{12}|arn:aws:(iam::\d{12}:root|sts::\d{12}:.+)", str(arn)):
                return arn
    return None


def _trust_refused(text):
    found = statements(text)
    if found is None:
        return _malformed("This policy contains invalid Json")
    problem = grammar_problem(found)
    if problem:
        return _malformed(problem)
    for each in found:
        if "Principal" not in each:
            return _malformed("Missing required field Principal cannot be empty!")
        if "Resource" in each:
            return _malformed("Has prohibited field Resource")
        if not all(re.match(r"(sts:|\*)", action) for action in _list(each.get("Action"))):
            return _malformed("AssumeRole policy may only specify STS AssumeRole actions.")
    unbounded = github.trust_problem(found)
    if unbounded:
        return _malformed(unbounded)
    absent = missing_principal(found)
    if absent:
        return _malformed(f'Invalid principal in policy: "AWS":"{absent}"')
    if size(text) > LONGEST_TRUST:
        return _limit(f"Cannot exceed quota for ACLSizePerRole: {LONGEST_TRUST}")
    return None


async def _create_role(request):
    duration = request.data.get("MaxSessionDuration")
    if duration and not SESSION[0] <= int(duration) <= SESSION[1]:
        message = f"Value '{duration}' at 'maxSessionDuration' must be between {SESSION[0]} and {SESSION[1]}"
        return iam._error(400, "ValidationError", message)
    text = request.data.get("AssumeRolePolicyDocument")
    if request.data.get("RoleName") in iam._roles or text is None:
        return await request.proceed()
    return _trust_refused(text) or await request.proceed()


async def _update_trust(request):
    return _trust_refused(request.data.get("PolicyDocument")) or await request.proceed()


async def _put_inline(request):
    role = iam._roles.get(request.data.get("RoleName"))
    text = request.data.get("PolicyDocument") or ""
    problem = grammar_problem(statements(text) or [])
    if problem:
        return _malformed(problem)
    if role is not None:
        name = request.data.get("PolicyName")
        others = sum(size(document) for each, document in role["InlinePolicies"].items() if each != name)
        if others + size(text) > LONGEST_INLINE:
            return _limit(f"Maximum policy size of {LONGEST_INLINE} bytes exceeded for role {role['RoleName']}")
    return await request.proceed()


async def _managed(request):
    text = request.data.get("PolicyDocument") or ""
    problem = grammar_problem(statements(text) or [])
    if problem:
        return _malformed(problem)
    if size(text) > LONGEST_MANAGED:
        return _limit(f"Cannot exceed quota for PolicySize: {LONGEST_MANAGED}")
    return await request.proceed()


async def _key_policy(request):
    text = request.data.get("Policy")
    if text is None:
        return await request.proceed()
    found = statements(text)
    problem = grammar_problem(found) if found else "Policy contains no statement"
    absent = None if problem else missing_principal(found)
    if absent:
        problem = f"Policy contains a statement with one or more invalid principals: {absent}"
    if problem:
        return error_response_json("MalformedPolicyDocumentException", problem, 400)
    return await request.proceed()


def install():
    intercept(
        "iam",
        {
            "CreateRole": _create_role,
            "UpdateAssumeRolePolicy": _update_trust,
            "PutRolePolicy": _put_inline,
            "CreatePolicy": _managed,
            "CreatePolicyVersion": _managed,
        },
    )
    intercept("kms", {"CreateKey": _key_policy, "PutKeyPolicy": _key_policy})
