"""Conditions see a role session as its role, compare ARNs part by part, and take the loopback address for TLS.

IAM User Guide, "AWS global condition context keys" (aws:PrincipalArn is the role's ARN, not the session's) and
"Amazon Resource Name (ARN) condition operators" (each of the six parts is checked by itself).
"""

from ministack.core import iam_evaluator as evaluator
from ministack.services import iam


def _arn_like(actual, expected):
    have, want = actual.split(":", 5), expected.split(":", 5)
    return len(have) == len(want) == 6 and all(map(evaluator.fnmatch_iam_cs, have, want))


def install():
    original = evaluator._resolve_condition_key

    def resolve(key, context):
        value = original(key, context)
        if key.lower() == "aws:principalarn" and isinstance(value, str) and ":assumed-role/" in value:
            role = iam._roles.get(evaluator._role_name_from_assumed_arn(value))
            return role["Arn"] if role else value
        if key.lower() == "aws:securetransport":
            # The loopback address replaces the TLS endpoints of AWS, so plain HTTP is not refused here.
            return "true"
        return value

    evaluator._resolve_condition_key = resolve
    operators = evaluator._CONDITION_OPS
    operators["arnequals"] = operators["arnlike"] = _arn_like
    operators["arnnotequals"] = operators["arnnotlike"] = lambda actual, expected: not _arn_like(actual, expected)
