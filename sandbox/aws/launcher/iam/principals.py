"""Decisions about AWS services as callers: may this service assume a role, use a resource, or a key?

IAM User Guide, "AWS service principals" and "The confused deputy problem": a service is judged by the Service
principal of a statement, and by aws:SourceArn and aws:SourceAccount where the statement requires them.
"""

import time

from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam, kms, sts


def _source_context(source_arn, extra=None):
    """What a service sends about the resource it acts for; the ARN is None for a service that sends nothing."""
    source = {"aws:sourcearn": source_arn, "aws:sourceaccount": get_account_id()} if source_arn else {}
    return {**source, "aws:principalisawsservice": "true", **(extra or {})}


def service_allowed(policy, service, action, resource, source_arn, extra=None):
    """Whether a resource policy lets an AWS service do something on behalf of the resource that caused it."""
    context = evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context=_source_context(source_arn, extra),
    )
    return evaluator.evaluate_resource_policy(policy or {}, context, service=service).decision == "Allow"


def role_named(role_arn):
    """The stored role that an ARN names, or None."""
    role = iam._roles.get(role_arn.rsplit("/", 1)[-1])
    return role if role is not None and role["Arn"] == role_arn else None


def trusts_service(role_arn, service, source_arn):
    """Whether a role exists whose trust policy lets the service assume it for this source."""
    role = role_named(role_arn)
    if role is None:
        return False
    return service_allowed(role["AssumeRolePolicyDocument"], service, "sts:AssumeRole", role_arn, source_arn)


def assume_as_service(role_arn, service, source_arn, session_name):
    """Temporary credentials of a role for a service, one hour long; None when the trust policy says no."""
    if not trusts_service(role_arn, service, source_arn):
        return None
    role = role_named(role_arn)
    name = session_name[:64]
    session = {
        "Arn": f"arn:aws:sts::{get_account_id()}:assumed-role/{role['RoleName']}/{name}",
        "UserId": f"{role['RoleId']}:{name}",
        "SecretAccessKey": iam._gen_secret(),
        "SessionToken": iam._gen_session_token(),
        "Expiration": time.time() + 3600,
        "AccountId": get_account_id(),
        "PrincipalType": "AssumedRole",
    }
    access_key = iam._gen_session_access_key()
    sts.register_session(access_key, session)
    return {
        "accessKeyId": access_key,
        "secretAccessKey": session["SecretAccessKey"],
        "sessionToken": session["SessionToken"],
    }


def decisions_of_role(role_arn, context=None):
    """Returns what IAM decides of an action and a resource for a role that exists: Allow, Deny, or neither.

    Policies and boundary are read once for all decisions.
    """
    name, account = role_named(role_arn)["RoleName"], get_account_id()
    policies = evaluator._gather_role_policies(name, account)
    limits = evaluator._permissions_boundary(iam._roles, name, account)

    def decide(action, resource):
        evaluation = evaluator.EvalContext(
            principal_arn=role_arn,
            principal_type="AssumedRole",
            principal_account=account,
            action=action,
            resource_arn=resource,
            region=get_region(),
            service_context=context or {},
        )
        return evaluator.evaluate(evaluation, policies, *limits).decision

    return decide


def role_allows(role_arn, action, resource, context=None):
    """Whether a role's own policies, within its boundary, allow an action: services check it before they use it."""
    return role_named(role_arn) is not None and decisions_of_role(role_arn, context)(action, resource) == "Allow"


def key_aliases(key):
    """The alias names of a KMS key: values of the condition key kms:ResourceAliases."""
    return [arn.split(":", 5)[5] for arn, key_id in kms._aliases.items() if key_id == key["KeyId"]]


def service_may_use_key(key_ref, service, source_arn, extra=None):
    """Whether a key's policy lets a service encrypt and decrypt with it; an AWS managed key admits no other service."""
    key = kms._resolve_key(key_ref)
    if key is None or key.get("KeyState") != "Enabled":
        return False
    context = {"kms:resourcealiases": key_aliases(key), "kms:calleraccount": get_account_id(), **(extra or {})}
    return all(
        service_allowed(key.get("Policy"), service, action, key["Arn"], source_arn, context)
        for action in ("kms:GenerateDataKey", "kms:Decrypt")
    )
