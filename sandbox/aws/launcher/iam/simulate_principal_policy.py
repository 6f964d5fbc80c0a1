"""SimulatePrincipalPolicy: every action with every resource, with the request's context, within the boundary.

IAM API Reference, SimulatePrincipalPolicy. MiniStack reads the first resource only, and neither at the context nor
at the permissions boundary. As on AWS, resource policies of roles' targets take no part.
"""

from html import escape

from ministack.services import iam

from iam import authorize, principals

DECISIONS = {"Allow": "allowed", "Deny": "explicitDeny"}
IMPLICIT = "implicitDeny"


def _members(parameters, name):
    found = []
    while value := iam._p(parameters, f"{name}.member.{len(found) + 1}"):
        found.append(value)
    return found


def _context(parameters):
    """Condition keys of the simulated request, in lower case; a list keeps all its values."""
    context = {}
    index = 1
    while name := iam._p(parameters, f"ContextEntries.member.{index}.ContextKeyName"):
        values = _members(parameters, f"ContextEntries.member.{index}.ContextKeyValues")
        kind = iam._p(parameters, f"ContextEntries.member.{index}.ContextKeyType") or "string"
        context[name.lower()] = values if kind.endswith("List") else (values or [""])[0]
        index += 1
    return context


def _simulate(original):
    def simulate(parameters):
        source = iam._p(parameters, "PolicySourceArn")
        if ":role/" not in source:
            return original(parameters)
        if principals.role_named(source) is None:
            return iam._error(404, "NoSuchEntity", f"The role {source} cannot be found.", ns="iam")
        actions = _members(parameters, "ActionNames")
        if not actions:
            return iam._error(400, "ValidationError", "ActionNames must hold at least one action.", ns="iam")
        decide = principals.decisions_of_role(source, _context(parameters))
        results = "".join(
            f"<member><EvalActionName>{escape(action)}</EvalActionName>"
            f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
            f"<EvalDecision>{DECISIONS.get(decide(action, resource), IMPLICIT)}</EvalDecision>"
            "<MatchedStatements></MatchedStatements><MissingContextValues></MissingContextValues></member>"
            for action in actions
            for resource in _members(parameters, "ResourceArns") or ["*"]
        )
        return iam._xml(
            200,
            "SimulatePrincipalPolicyResponse",
            "<SimulatePrincipalPolicyResult>"
            f"<EvaluationResults>{results}</EvaluationResults><IsTruncated>false</IsTruncated>"
            "</SimulatePrincipalPolicyResult>",
            ns="iam",
        )

    return simulate


def _principal(action, data):
    """The call is authorized on the principal that it simulates."""
    return (data.get("PolicySourceArn") or "*") if action == "SimulatePrincipalPolicy" else None


def install():
    action = "SimulatePrincipalPolicy"
    iam._IAM_HANDLERS[action] = _simulate(iam._IAM_HANDLERS[action])
    authorize.resource_of("iam", _principal)
