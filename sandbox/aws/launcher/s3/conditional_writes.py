"""Policies see whether a write to S3 is conditional: s3:if-none-match and s3:if-match; MiniStack has neither key.

Amazon S3 User Guide, "Enforce conditional writes on Amazon S3 buckets".
"""

from ministack.core import iam_actions

KEYS = ("if-none-match", "if-match")


def install():
    original = iam_actions.s3_service_context

    def context(iam_action, query_params, path="", headers=None):
        found = original(iam_action, query_params, path, headers)
        if iam_action != "s3:PutObject":
            return found
        given = {name.lower(): value for name, value in (headers or {}).items()}
        return {**(found or {}), **{f"s3:{key}": given[key] for key in KEYS if key in given}}

    iam_actions.s3_service_context = context
