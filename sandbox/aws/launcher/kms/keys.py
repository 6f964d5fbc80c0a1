"""KMS calls are authorized on the key behind an alias, and know the condition keys that describe key and caller.

KMS Developer Guide, "Controlling access to KMS keys" and "AWS KMS condition keys": kms:ResourceAliases,
kms:RequestAlias, kms:CallerAccount. kms:ViaService and kms:EncryptionContext come with the calls of services
(encrypted_data.py).
"""

from ministack.core.responses import get_account_id
from ministack.services import kms

from iam import authorize, principals

#: Actions that are authorized on the alias itself; AWS requires them on the key too.
ON_ALIASES = {"kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"}


def _refinement(action, resource, context):
    context = {**context, "kms:CallerAccount": get_account_id()}
    if action in ON_ALIASES:
        return resource, context
    key = kms._resolve_key(resource)
    if key is None:
        return resource, context
    if ":alias/" in resource:
        context.setdefault("kms:RequestAlias", resource.split(":", 5)[5])
    aliases = principals.key_aliases(key)
    return key["Arn"], {**context, "kms:ResourceAliases": aliases} if aliases else context


def install():
    authorize.refine("kms", _refinement)
