"""A Deny in a bucket's policy holds for the account's root user, too; MiniStack lets root do everything.

IAM User Guide, "AWS account root user"; S3 leaves it the policy itself, so that nobody locks himself out.
"""

from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_account_id

#: What the root user may do with a policy that denies everything.
POLICY_ACTIONS = ("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy")


def _denied(action, region, resource, service_context):
    found = evaluator._resource_policy("s3", resource)
    if found is None or action in POLICY_ACTIONS:
        return None
    account = get_account_id()
    principal = f"arn:aws:iam::{account}:root"
    context = evaluator.EvalContext(
        principal_arn=principal,
        principal_type="Account",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=region,
        service_context={key.lower(): value for key, value in (service_context or {}).items()},
    )
    result = evaluator.evaluate_resource_policy(found[0], context)
    if result.decision != "Deny":
        return None
    result.principal_arn = principal
    return result


def install():
    enforce = evaluator.enforce

    def with_root(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        answer = enforce(
            access_key_id, iam_action, service, region, resource_arn=resource_arn, service_context=service_context
        )
        is_root = bool(access_key_id) and evaluator.is_root_access_key(access_key_id)
        if answer is not None or service != "s3" or not is_root:
            return answer
        return _denied(iam_action, region, resource_arn, service_context)

    evaluator.enforce = with_root
