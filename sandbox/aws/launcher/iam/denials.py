"""A refusal names the resource it is about, as AWS's does; MiniStack's leaves it out for most services."""

from ministack.core import iam_actions


def install():
    original = iam_actions.access_denied_response

    def named(service, action, principal_arn, request_id, **details):
        plain = not details.get("message") and not details.get("error_code") and not details.get("resource_policy_arn")
        if plain:
            resource, explicit = details.get("resource_arn", "*"), details.get("explicit_deny", False)
            details["message"] = iam_actions.identity_denial_message(action, principal_arn, resource, explicit)
        return original(service, action, principal_arn, request_id, **details)

    iam_actions.access_denied_response = named
