"""What API Gateway refuses when an HTTP API is configured, and the endpoint that it names.

API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers", and the answers of the service that
were reported: a JWT authorizer needs an issuer whose discovery endpoint answers, a route with JWT an authorizer that
exists, scopes only where there is JWT. MiniStack stores everything. An API is reached at
`http://127.0.0.1:<port>/_aws/execute-api/<id>`, since names below localhost do not resolve everywhere.
"""

import os
import re

from ministack.services import apigateway, cloudwatch_logs

from federation import issuer as issuers
from server import settings

HEADER = re.compile(r"\$request\.(header|querystring)\.[\w-]+")
LOG_GROUP = re.compile(r"arn:aws:logs:[a-z0-9-]+:\d{12}:log-group:([^:*]+)(:\*)?")


def bad_request(message):
    return apigateway._apigw_error("BadRequestException", message, 400)


def _create_api(original):
    def create(data):
        if data.get("protocolType") not in ("HTTP", "WEBSOCKET"):
            return bad_request("Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]")
        status, headers, body = original(data)
        if status == 201:
            api = apigateway._apis[apigateway.json.loads(body)["apiId"]]
            api["apiEndpoint"] = f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}/_aws/execute-api/{api['apiId']}"
            return apigateway._apigw_response(api, 201)
        return status, headers, body

    return create


def _checked_create(fault_of):
    def patch(original):
        def create(api_id, data):
            fault = fault_of(api_id, data) if api_id in apigateway._apis else None
            return bad_request(fault) if fault else original(api_id, data)

        return create

    return patch


def _checked_update(objects, fault_of):
    """Checks an object as it would be after the update; `objects` is the name of MiniStack's own store of them."""

    def patch(original):
        def update(api_id, own_id, data):
            known = getattr(apigateway, objects).get(api_id, {}).get(own_id)
            fault = fault_of(api_id, {**known, **data}) if known else None
            return bad_request(fault) if fault else original(api_id, own_id, data)

        return update

    return patch


def authorizer_fault(_api_id, authorizer):
    """Why a JWT authorizer is refused, or None."""
    if authorizer.get("authorizerType") != "JWT":
        return None
    sources = authorizer.get("identitySource") or []
    if len(sources) != 1 or not HEADER.fullmatch(str(sources[0])):
        return f"Invalid identity source specified: {sources}. JWT authorizers have exactly one."
    configuration = authorizer.get("jwtConfiguration") or {}
    issuer, audience = configuration.get("issuer"), configuration.get("audience")
    if not issuer or not audience:
        return "JwtConfiguration must have an issuer and at least one audience."
    discovery = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        found = issuers.configuration(issuer, settings.HOSTS)
    except issuers.Unreachable:
        found = {}
    if not found.get("jwks_uri") or found.get("issuer") != issuer:
        return (
            f"Caught exception when connecting to {discovery} for issuer {issuer}. Please try again later. "
            f"Error: Invalid issuer: {issuer}. Issuer must have a valid discovery endpoint ended with "
            "'/.well-known/openid-configuration'"
        )
    return None


def route_fault(api_id, route):
    """Why a route is refused, or None."""
    authorization = route.get("authorizationType") or "NONE"
    if authorization not in ("NONE", "JWT", "AWS_IAM", "CUSTOM"):
        return f"Invalid authorization type specified: {authorization}"
    if route.get("authorizationScopes") and authorization != "JWT":
        return (
            "Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS"
            " and JWT authorization types"
        )
    authorizer = apigateway._authorizers.get(api_id, {}).get(route.get("authorizerId"))
    if authorization == "JWT" and (authorizer or {}).get("authorizerType") != "JWT":
        return "Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer."
    target = str(route.get("target") or "")
    if target and target.removeprefix("integrations/") not in apigateway._integrations.get(api_id, {}):
        return f"Invalid target specified: {target}"
    return None


def _unique_route(original):
    def create(api_id, data):
        key = data.get("routeKey")
        if any(route["routeKey"] == key for route in apigateway._routes.get(api_id, {}).values()):
            return apigateway._apigw_error("ConflictException", f"Route with key {key} already exists for this API", 409)
        return original(api_id, data)

    return create


def stage_fault(_api_id, stage):
    """Why a stage is refused, or None: an access log goes to a group that exists, in a format with a request id."""
    log = stage.get("accessLogSettings")
    if not log:
        return None
    group = LOG_GROUP.fullmatch(str(log.get("destinationArn")))
    if group is None or group.group(1) not in cloudwatch_logs._log_groups:
        return "Access log destination must only contain the ARN of an existing CloudWatch Logs log group"
    known = ("$context.requestId", "$context.extendedRequestId")
    if not any(name in str(log.get("format")) for name in known):
        return "Access log format must include at least $context.requestId or $context.extendedRequestId"
    return None


def _referenced(original, kind, names):
    """What a route of the API names cannot be deleted."""

    def delete(api_id, own_id):
        if any(names(route, own_id) for route in apigateway._routes.get(api_id, {}).values()):
            message = f"Cannot delete {kind} '{own_id}'. It is referenced by a route."
            return apigateway._apigw_error("ConflictException", message, 409)
        return original(api_id, own_id)

    return delete


def _tagged(original):
    """Tags that are added and removed later are those of the API or stage, too."""

    def tag(resource_arn, change):
        answer = original(resource_arn, change)
        api_id, _, rest = resource_arn.partition("/apis/")[2].partition("/")
        stages = apigateway._stages.get(api_id, {})
        tagged = stages.get(rest.removeprefix("stages/")) if rest else apigateway._apis.get(api_id)
        if tagged is not None:
            tagged["tags"] = dict(apigateway._api_tags.get(resource_arn) or {})
        return answer

    return tag


def install():
    patches = {
        "_create_api": _create_api,
        "_create_authorizer": _checked_create(authorizer_fault),
        "_update_authorizer": _checked_update("_authorizers", authorizer_fault),
        "_create_route": lambda original: _unique_route(_checked_create(route_fault)(original)),
        "_update_route": _checked_update("_routes", route_fault),
        "_create_stage": _checked_create(stage_fault),
        "_update_stage": _checked_update("_stages", stage_fault),
        "_tag_resource": _tagged,
        "_untag_resource": _tagged,
    }
    for name, patch in patches.items():
        setattr(apigateway, name, patch(getattr(apigateway, name)))
    apigateway._delete_integration = _referenced(
        apigateway._delete_integration, "Integration", lambda route, own: route.get("target") == f"integrations/{own}"
    )
    apigateway._delete_authorizer = _referenced(
        apigateway._delete_authorizer, "Authorizer", lambda route, own: route.get("authorizerId") == own
    )
