"""Session tags and source identity that an identity provider states, and the limits that STS sets them.

IAM User Guide, "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed roles"; STS API
Reference, Tag and AssumeRole (patterns).
"""

import dataclasses
import re
import unicodedata

from federation.refusal import Refusal, invalid_token

#: Session tags of one session, characters of a key and of a value.
MOST_TAGS, LONGEST_KEY, LONGEST_VALUE = 50, 128, 256
SOURCE_IDENTITY = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
CLAIMS = "https://aws.amazon.com/"


@dataclasses.dataclass(frozen=True)
class SessionAttributes:
    """What a session carries beyond its role."""

    #: Session tags, `{"Key", "Value"}` each.
    tags: tuple = ()
    #: Keys of the tags that sessions chained from this one keep.
    transitive: tuple = ()
    source_identity: str | None = None

    def condition_keys(self):
        """Condition keys of the request for the session, in lower case; a key without a value is absent."""
        return {
            "aws:tagkeys": [tag["Key"] for tag in self.tags] or None,
            "sts:transitivetagkeys": list(self.transitive) or None,
            "sts:sourceidentity": self.source_identity,
        }


def of_claims(claims):
    """Attributes of an OIDC token: one claim with nested objects, or a flat claim for each tag; both forms add up."""
    nested = claims.get(f"{CLAIMS}tags")
    if nested is not None and not isinstance(nested, dict):
        raise invalid_token(f"The claim {CLAIMS}tags is not an object")
    given = dict((nested or {}).get("principal_tags") or {})
    if nested is not None and not given:
        raise invalid_token(f"The claim {CLAIMS}tags has no principal_tags")
    prefix = f"{CLAIMS}tags/principal_tags/"
    flat = {name.removeprefix(prefix): value for name, value in claims.items() if name.startswith(prefix)}
    pairs = [*given.items(), *flat.items()]
    transitive = [
        *_list((nested or {}).get("transitive_tag_keys")),
        *_list(claims.get(f"{CLAIMS}tags/transitive_tag_keys")),
    ]
    tags = tuple({"Key": name, "Value": _one(name, value)} for name, value in pairs)
    source = claims.get(f"{CLAIMS}source_identity")
    return SessionAttributes(tags, tuple(transitive), None if source is None else _one("source_identity", source))


def of_assertion(attributes, namespace):
    """Attributes of a SAML assertion, given as lists of values by full name."""
    prefix = f"{namespace}PrincipalTag:"
    tags = tuple(
        {"Key": name.removeprefix(prefix), "Value": _one(name, values)}
        for name, values in attributes.items()
        if name.startswith(prefix)
    )
    source = attributes.get(f"{namespace}SourceIdentity")
    return SessionAttributes(
        tags,
        tuple(attributes.get(f"{namespace}TransitiveTagKeys", [])),
        None if source is None else _one("SourceIdentity", source),
    )


def check(attributes):
    """Refuses what is beyond the limits of STS."""
    keys = [tag["Key"].lower() for tag in attributes.tags]
    if len(keys) > MOST_TAGS or len(set(keys)) < len(keys):
        raise Refusal("ValidationError", f"At most {MOST_TAGS} session tags, with different keys, can be passed")
    for tag in attributes.tags:
        if not 1 <= len(tag["Key"]) <= LONGEST_KEY or len(tag["Value"]) > LONGEST_VALUE:
            raise Refusal("ValidationError", f"The session tag {tag['Key'][:LONGEST_KEY]} is too long or has no key")
        if tag["Key"].lower().startswith("aws:") or not _allowed(tag["Key"]) or not _allowed(tag["Value"]):
            raise Refusal("ValidationError", f"The session tag {tag['Key']} has characters that tags cannot have")
    missing = [key for key in attributes.transitive if key.lower() not in keys]
    if missing:
        raise Refusal("ValidationError", f"The transitive tag key {missing[0]} is not the key of a session tag")
    source = attributes.source_identity
    if source is not None and not SOURCE_IDENTITY.fullmatch(source):
        raise Refusal("ValidationError", f"The source identity must match {SOURCE_IDENTITY.pattern}")


def _allowed(text):
    return all(unicodedata.category(sign)[0] in "LZN" or sign in "_.:/=+-@" for sign in text)


def _list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def _one(name, value):
    values = _list(value)
    if len(values) != 1 or not isinstance(values[0], str):
        raise invalid_token(f"The tag or attribute {name} must have exactly one value")
    return values[0]
