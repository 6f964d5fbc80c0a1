"""Calls on a version or an alias are authorized on the base machine, with states:StateMachineQualifier naming which.

Step Functions Developer Guide, "Authorization for versions and aliases".
"""

import json

from ministack.core import iam_actions

from iam import authorize

#: Members that name the resource of a call, where MiniStack reads others or none.
MEMBERS = ("stateMachineAliasArn", "stateMachineVersionArn", "resourceArn")


def base_and_qualifier(arn):
    """The base machine's ARN and the version or alias; None if the ARN has no qualifier."""
    parts = arn.split(":")
    if len(parts) == 8 and parts[5] == "stateMachine":
        return ":".join(parts[:7]), parts[7]
    return arn, None


def _refinement(action, resource, context):
    base, qualifier = base_and_qualifier(resource)
    return base, {**context, "states:StateMachineQualifier": qualifier} if qualifier else context


def _extract(original):
    def extract(service, method, path, headers, body, query_params, region, account_id):
        if service == "states":
            try:
                data = json.loads(body or b"{}")
            except ValueError:
                data = {}
            routes = data.get("routingConfiguration") if isinstance(data, dict) else None
            if routes and "stateMachineAliasArn" not in data:
                return base_and_qualifier(routes[0].get("stateMachineVersionArn", ""))[0]
            for member in MEMBERS:
                if isinstance(data, dict) and isinstance(data.get(member), str):
                    return data[member]
            if "taskToken" in data:
                return "*"
        return original(service, method, path, headers, body, query_params, region, account_id)

    return extract


def install():
    authorize.refine("states", _refinement)
    iam_actions.extract_resource_arn = _extract(iam_actions.extract_resource_arn)
