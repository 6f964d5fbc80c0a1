"""iam:PermissionsBoundary is the boundary of the role that an IAM action changes; MiniStack sends no such key.

Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management": the
key is of these actions. Of PutRolePermissionsBoundary and CreateRole it is the boundary that the role gets, which is
not known here, so that a condition on it refuses them.
"""

from ministack.services import iam

from iam import authorize

ACTIONS = {
    "iam:AttachRolePolicy",
    "iam:DeleteRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
}


def _refinement(action, resource, context):
    role = iam._roles.get(resource.rsplit("/", 1)[-1]) if action in ACTIONS else None
    boundary = (role or {}).get("PermissionsBoundary")
    arn = boundary.get("PermissionsBoundaryArn") if isinstance(boundary, dict) else boundary
    return resource, {**context, **({"iam:permissionsboundary": arn} if arn else {})}


def install():
    authorize.refine("iam", _refinement)
