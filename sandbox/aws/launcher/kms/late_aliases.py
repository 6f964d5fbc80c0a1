"""An alias counts for kms:ResourceAliases late, by the delay `keyAlias`; MiniStack's counts at once.

KMS Developer Guide, "Using aliases to control access to KMS keys": a change of an alias might take up to five minutes
to affect authorization.
"""

import time

from ministack.core.responses import get_account_id, get_region

from iam import principals
from server import settings
from server.interception import intercept

#: ARN of an alias -> when its last change counts.
_counts_from = {}


async def _changed(request):
    answer = await request.proceed()
    if answer[0] == 200:
        arn = f"arn:aws:kms:{get_region()}:{get_account_id()}:{request.data.get('AliasName')}"
        _counts_from[arn] = time.time() + settings.delay("keyAlias")
    return answer


def _counting(original):
    def key_aliases(key):
        prefix = ":".join(key["Arn"].split(":")[:5])
        return [name for name in original(key) if _counts_from.get(f"{prefix}:{name}", 0) <= time.time()]

    return key_aliases


def install():
    if settings.delay("keyAlias") > 0:
        intercept("kms", {"CreateAlias": _changed, "UpdateAlias": _changed})
        principals.key_aliases = _counting(principals.key_aliases)
