"""The one place where patches change what an API call is authorized against, or require more permissions."""

from ministack.core import iam_actions
from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.core.router import extract_access_key_id

from server.interception import parsed

_resources = {}
_refinements = []


def resource_of(service, find):
    """Authorizes a service's calls on `find(action, data)`; on what MiniStack chooses where that is None."""
    _resources[service] = find


def refine(service, refinement):
    """Adds `refinement(action, resource, context) -> (resource, context)` to the authorization of a service's calls."""
    _refinements.append((service, refinement))


def install():
    enforce = evaluator.enforce

    def refined(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        context = dict(service_context or {})
        for wanted, refinement in _refinements:
            if wanted == service:
                resource_arn, context = refinement(iam_action, resource_arn, context)
        return enforce(access_key_id, iam_action, service, region, resource_arn=resource_arn, service_context=context)

    evaluator.enforce = refined
    extract = iam_actions.extract_resource_arn

    def extracted(service, *call):
        *request, _region, _account = call
        find = _resources.get(service)
        return (find and find(*parsed(service, *request))) or extract(service, *call)

    iam_actions.extract_resource_arn = extracted


def also_needs(request, service, action, resource, context=None, answer_as=None, code=""):
    """Requires one more permission of the caller of an intercepted request: None, or the answer that refuses it.

    `service` is the one that owns the resource; `answer_as` the one whose protocol the refusal speaks,
    with `code` where that service has one of its own for it.
    """
    access_key = extract_access_key_id(request.headers, request.query) or ""
    denied = evaluator.enforce(
        access_key, action, service, get_region(), resource_arn=resource, service_context=context or {}
    )
    if denied is None:
        return None
    principal = getattr(denied, "principal_arn", "") or f"arn:aws:iam::{get_account_id()}:root"
    explicit = getattr(denied, "decision", "") == "Deny"
    return iam_actions.access_denied_response(
        answer_as or service,
        action,
        principal,
        new_uuid(),
        headers=request.headers,
        error_code=code,
        message=iam_actions.identity_denial_message(action, principal, resource, explicit),
    )
