"""Root is who signs with the configured key and secret; MiniStack treats `test` and any account id as root."""

import os

from ministack.core import iam_evaluator as evaluator
from ministack.services import sts


def _is_root(access_key_id):
    # Without a key: a call that AWS serves unsigned, or one of MiniStack's own.
    return not access_key_id or access_key_id == os.environ["AWS_ACCESS_KEY_ID"]


def install():
    evaluator.is_root_access_key = _is_root
    sts.is_root_access_key = _is_root
    # Only decides whose signature goes unchecked.
    evaluator._is_root_key = lambda access_key_id: not access_key_id
