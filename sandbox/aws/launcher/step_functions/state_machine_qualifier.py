"""Calls on a version or an alias are authorized on the base machine, with states:StateMachineQualifier naming which.

Step Functions Developer Guide, "Authorization for versions and aliases".
"""

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


def _resource(_action, data):
    routes = data.get("routingConfiguration")
    if routes and "stateMachineAliasArn" not in data:
        return base_and_qualifier(routes[0].get("stateMachineVersionArn", ""))[0]
    for member in MEMBERS:
        if isinstance(data.get(member), str):
            return data[member]
    return "*" if "taskToken" in data else None


def install():
    authorize.refine("states", _refinement)
    authorize.resource_of("states", _resource)
