"""SimulatePrincipalPolicy: every action with every resource, with the request's context, within the boundary.

IAM API Reference, SimulatePrincipalPolicy. MiniStack reads the first resource only, and neither at the context nor
at the permissions boundary. As on AWS, resource policies of roles' targets take no part.
"""

from html import escape

from ministack.core import iam_actions
from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam

from iam import principals

DECISIONS = {"Allow": "allowed", "Deny": "explicitDeny"}


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


def _judge(role_arn, context):
    """Decides about an action and a resource; policies and boundary are read once for all pairs of a call."""
    name = principals.role_named(role_arn)["RoleName"]
    account, region = get_account_id(), get_region()
    policies = evaluator._gather_role_policies(name, account)
    limits = evaluator._permissions_boundary(iam._roles, name, account)

    def decide(action, resource):
        evaluation = evaluator.EvalContext(
            principal_arn=role_arn,
            principal_type="AssumedRole",
            principal_account=account,
            action=action,
            resource_arn=resource,
            region=region,
            service_context=context,
        )
        return DECISIONS.get(evaluator.evaluate(evaluation, policies, *limits).decision, "implicitDeny")

    return decide


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
        decide = _judge(source, _context(parameters))
        results = "".join(
            f"<member><EvalActionName>{escape(action)}</EvalActionName>"
            f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
            f"<EvalDecision>{decide(action, resource)}</EvalDecision>"
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


def _extract(original):
    """The call is authorized on the principal that it simulates."""

    def extract(service, method, path, headers, body, query_params, region, account_id):
        if service == "iam" and iam._p(query_params, "Action") == "SimulatePrincipalPolicy":
            return iam._p(query_params, "PolicySourceArn") or "*"
        return original(service, method, path, headers, body, query_params, region, account_id)

    return extract


def install():
    action = "SimulatePrincipalPolicy"
    iam._IAM_HANDLERS[action] = _simulate(iam._IAM_HANDLERS[action])
    iam_actions.extract_resource_arn = _extract(iam_actions.extract_resource_arn)
