"""OIDC identity providers can be changed and tagged in place (IAM API Reference); MiniStack knows no such action."""

from xml.sax.saxutils import escape

from ministack.services import iam

#: Most client ids of one provider.
MOST_CLIENTS = 100


def _provider(parameters):
    arn = iam._p(parameters, "OpenIDConnectProviderArn")
    found = iam._oidc_providers.get(arn)
    message = f"OpenIDConnect Provider not found for arn {escape(arn)}"
    return found, None if found else iam._error(404, "NoSuchEntity", message)


def _members(parameters, name):
    members, index = [], 1
    while value := iam._p(parameters, f"{name}.member.{index}"):
        members.append(value)
        index += 1
    return members


def _change(action, change):
    def handler(parameters):
        provider, refusal = _provider(parameters)
        refusal = refusal or change(provider, parameters)
        return refusal or iam._xml(200, f"{action}Response", "")

    return handler


def _thumbprints(provider, parameters):
    provider["ThumbprintList"] = _members(parameters, "ThumbprintList")


def _add_client(provider, parameters):
    client = iam._p(parameters, "ClientID")
    if client in provider["ClientIDList"]:
        return None
    if len(provider["ClientIDList"]) >= MOST_CLIENTS:
        return iam._error(
            409, "LimitExceeded", f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {MOST_CLIENTS}"
        )
    provider["ClientIDList"].append(client)
    return None


def _remove_client(provider, parameters):
    client = iam._p(parameters, "ClientID")
    provider["ClientIDList"] = [each for each in provider["ClientIDList"] if each != client]


def _tag(provider, parameters):
    tags = {tag["Key"]: tag["Value"] for tag in provider.get("Tags") or []}
    tags.update({tag["Key"]: tag["Value"] for tag in iam._extract_tags(parameters)})
    provider["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]


def _untag(provider, parameters):
    gone = set(_members(parameters, "TagKeys"))
    provider["Tags"] = [tag for tag in provider.get("Tags") or [] if tag["Key"] not in gone]


def _list_tags(parameters):
    provider, refusal = _provider(parameters)
    if refusal:
        return refusal
    tags = "".join(
        f"<member><Key>{escape(tag['Key'])}</Key><Value>{escape(tag['Value'])}</Value></member>"
        for tag in provider.get("Tags") or []
    )
    result = f"<Tags>{tags}</Tags><IsTruncated>false</IsTruncated>"
    name = "ListOpenIDConnectProviderTags"
    return iam._xml(200, f"{name}Response", f"<{name}Result>{result}</{name}Result>")


def install():
    changes = {
        "UpdateOpenIDConnectProviderThumbprint": _thumbprints,
        "AddClientIDToOpenIDConnectProvider": _add_client,
        "RemoveClientIDFromOpenIDConnectProvider": _remove_client,
        "TagOpenIDConnectProvider": _tag,
        "UntagOpenIDConnectProvider": _untag,
    }
    iam._IAM_HANDLERS.update({action: _change(action, change) for action, change in changes.items()})
    iam._IAM_HANDLERS["ListOpenIDConnectProviderTags"] = _list_tags
