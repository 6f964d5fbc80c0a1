"""Identity providers have tags that change in place: up to 50, with keys that count case and do not begin with aws:.

IAM API Reference, "TagOpenIDConnectProvider" and "TagSAMLProvider"; IAM User Guide, "Tags for IAM resources". MiniStack
knows no such action.
"""

import unicodedata
from xml.sax.saxutils import escape

from ministack.services import iam

#: Most tags of one provider.
MOST_TAGS = 50


#: What keys and values consist of.
PATTERN = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"


def _is_tag_text(text):
    return all(each in "_.:/=+-@" or unicodedata.category(each)[0] in "LZN" for each in text)


def provider(parameters, kind):
    """The provider of a request, or None and the refusal."""
    store, name = (iam._oidc_providers, "OpenIDConnect") if kind == "OpenIDConnect" else (iam._saml_providers, "SAML")
    arn = iam._p(parameters, f"{kind}ProviderArn")
    found = store.get(arn)
    message = f"{name} Provider not found for arn {escape(arn)}"
    return found, None if found else iam._error(404, "NoSuchEntity", message)


def members(parameters, name):
    found, index = [], 1
    while value := iam._p(parameters, f"{name}.member.{index}"):
        found.append(value)
        index += 1
    return found


def _tag(found, parameters):
    given = iam._extract_tags(parameters)
    odd = next((text for tag in given for text in (tag["Key"], tag["Value"]) if not _is_tag_text(text)), None)
    if odd is not None:
        message = f"Value '{escape(odd)}' at 'tags' failed to satisfy constraint: Member must satisfy regular expression"
        return iam._error(400, "ValidationError", f"{message} pattern: {PATTERN}")
    keys = [tag["Key"] for tag in given]
    if len(keys) != len(set(keys)):
        return iam._error(400, "InvalidInput", "Duplicate tag keys found.")
    reserved = next((key for key in keys if key.lower().startswith("aws:")), None)
    if reserved:
        return iam._error(400, "InvalidInput", f"System tag keys cannot be changed: {escape(reserved)}")
    tags = {tag["Key"]: tag["Value"] for tag in [*(found.get("Tags") or []), *given]}
    if len(tags) > MOST_TAGS:
        return iam._error(409, "LimitExceeded", "The number of tags has reached the maximum limit.")
    found["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    return None


def _untag(found, parameters):
    gone = set(members(parameters, "TagKeys"))
    found["Tags"] = [tag for tag in found.get("Tags") or [] if tag["Key"] not in gone]


def change(action, kind, apply):
    """Handler of an action that changes a provider, with the refusal of `apply`."""

    def handler(parameters):
        found, refusal = provider(parameters, kind)
        refusal = refusal or apply(found, parameters)
        return refusal or iam._xml(200, f"{action}Response", "")

    return handler


def _list(kind):
    name = f"List{kind}ProviderTags"

    def handler(parameters):
        found, refusal = provider(parameters, kind)
        if refusal:
            return refusal
        tags = "".join(
            f"<member><Key>{escape(tag['Key'])}</Key><Value>{escape(tag['Value'])}</Value></member>"
            for tag in found.get("Tags") or []
        )
        result = f"<Tags>{tags}</Tags><IsTruncated>false</IsTruncated>"
        return iam._xml(200, f"{name}Response", f"<{name}Result>{result}</{name}Result>")

    return handler


def install():
    for kind in ("OpenIDConnect", "SAML"):
        for verb, apply in (("Tag", _tag), ("Untag", _untag)):
            action = f"{verb}{kind}Provider"
            iam._IAM_HANDLERS[action] = change(action, kind, apply)
        iam._IAM_HANDLERS[f"List{kind}ProviderTags"] = _list(kind)
