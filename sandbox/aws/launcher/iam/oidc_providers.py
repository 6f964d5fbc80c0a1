"""OIDC identity providers can be changed in place (IAM API Reference); MiniStack knows no such action."""

from ministack.services import iam

from iam.provider_tags import change, members

#: Most client ids of one provider.
MOST_CLIENTS = 100


def _thumbprints(provider, parameters):
    provider["ThumbprintList"] = members(parameters, "ThumbprintList")


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


def install():
    changes = {
        "UpdateOpenIDConnectProviderThumbprint": _thumbprints,
        "AddClientIDToOpenIDConnectProvider": _add_client,
        "RemoveClientIDFromOpenIDConnectProvider": _remove_client,
    }
    iam._IAM_HANDLERS.update(
        {action: change(action, "OpenIDConnect", apply) for action, apply in changes.items()}
    )
