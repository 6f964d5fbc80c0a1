"""One request to an HTTP API: deployment, throttling, the function's permission, errors and the access log.

API Gateway Developer Guide, "Throttle requests to your HTTP APIs", "Create AWS Lambda proxy integrations for HTTP APIs"
and "Customize HTTP API access logs". MiniStack serves stages that were never deployed, does not throttle, invokes
functions that do not let API Gateway in, answers a function's failure with 502 and its text, and writes no access log.
"""

import contextvars
import json
import re
import time

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import apigateway, lambda_svc
from ministack.services import cloudwatch_logs as logs

from api_gateway.management import LOG_GROUP
from iam import principals

API_GATEWAY = "apigateway.amazonaws.com"
DELIVERY = "delivery.logs.amazonaws.com"
FAILED = 500, {"Content-Type": "application/json"}, b'{"message":"Internal Server Error"}'
THROTTLED = 429, {"Content-Type": "application/json"}, b'{"message":"Too Many Requests"}'

_request = contextvars.ContextVar("request", default=None)
#: Tokens left and the time they were counted at, by stage and route.
_buckets = {}


def _executed(original):
    async def execute(api_id, stage, path, method, headers, body, query, account, region, raw_query_string=None):
        settings = apigateway._stages.get(api_id, {}).get(stage) or {}
        route = apigateway._match_route(api_id, method, "/" + path.lstrip("/"))
        about = {
            "requestId": new_uuid(),
            "accountId": account,
            "apiId": api_id,
            "httpMethod": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "routeKey": route["routeKey"] if route else "",
            "stage": stage,
            "identity.sourceIp": "127.0.0.1",
            "identity.userAgent": headers.get("user-agent", ""),
            "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime()),
            "requestTimeEpoch": int(time.time() * 1000),
        }
        token = _request.set(about)
        try:
            if not (settings.get("autoDeploy") or settings.get("deploymentId")):
                answer = apigateway._http_api_not_found()
            elif route and _throttled(api_id, stage, settings, route["routeKey"]):
                answer = THROTTLED
            else:
                answer = await original(
                    api_id, stage, path, method, headers, body, query, account, region, raw_query_string
                )
        finally:
            _request.reset(token)
        status, answered, content = answer
        answered = {**answered, "apigw-requestid": about["requestId"]}
        about.update({"status": status, "responseLength": len(content)})
        _write_log(settings, about)
        return status, answered, content

    return execute


def _throttled(api_id, stage, settings, route_key):
    """Takes a token from the route's bucket; AWS's own limits of the account are not applied."""
    limits = {**(settings.get("defaultRouteSettings") or {}), **(settings.get("routeSettings") or {}).get(route_key, {})}
    rate, burst = limits.get("throttlingRateLimit"), limits.get("throttlingBurstLimit")
    if not rate or not burst:
        return False
    now = time.monotonic()
    left, counted = _buckets.get((api_id, stage, route_key), (burst, now))
    left = min(burst, left + (now - counted) * rate)
    _buckets[(api_id, stage, route_key)] = (left - 1 if left >= 1 else left, now)
    return left < 1


def _authorized(original):
    async def validate(route, authorizer, headers, query):
        claims, scopes, refused = await original(route, authorizer, headers, query)
        about = _request.get()
        if refused:
            challenge = refused[1]["www-authenticate"]
            about["error.message"] = json.loads(refused[2])["message"]
            about["authorizer.error"] = challenge.partition('error_description="')[2].rstrip('"') or "no token"
        else:
            about.update({f"authorizer.claims.{name}": _text(value) for name, value in claims.items()})
        return claims, scopes, refused

    return validate


def _text(value):
    return value if isinstance(value, str) else apigateway._jwt_claim_to_string(value)


def _integrated(original):
    async def invoke(integration, api_id, stage, path, method, *rest, **named):
        about = _request.get()
        function = apigateway._extract_lambda_ref_from_integration_uri(integration["integrationUri"])
        route_path = about["routeKey"].split(" ", 1)[-1]
        source = f"arn:aws:execute-api:{get_region()}:{get_account_id()}:{api_id}/{stage}/{method}{route_path}"
        found = lambda_svc.function_policy_for_arn(function)
        allowed = found and principals.service_allowed(
            found[0], API_GATEWAY, "lambda:InvokeFunction", function, source
        )
        if not allowed:
            about["integrationErrorMessage"] = (
                f"The IAM role configured on the integration or API Gateway doesn't have permissions to call {function}"
            )
            return FAILED
        return await original(integration, api_id, stage, path, method, *rest, **named)

    return invoke


def _proxy_response(original):
    def convert(result):
        if _request.get() is None or result.get("throttle") or not result.get("error"):
            return original(result)
        body = result.get("body")
        _request.get()["integrationErrorMessage"] = str(body.get("errorMessage")) if isinstance(body, dict) else str(body)
        return {"statusCode": FAILED[0], "headers": dict(FAILED[1]), "body": FAILED[2].decode()}, None

    return convert


def _request_id(original):
    """The event, the answer's header and the access log name one id."""
    return lambda: (_request.get() or {}).get("requestId") or original()


def _write_log(settings, about):
    access = settings.get("accessLogSettings")
    group = LOG_GROUP.fullmatch(access["destinationArn"]) if access else None
    if group is None or group.group(1) not in logs._log_groups or not _may_deliver(access["destinationArn"]):
        return
    name, stream = group.group(1), f"{about['apiId']}_{about['stage'].replace('$', '')}"
    if stream not in logs._log_groups[name]["streams"]:
        logs._create_log_stream({"logGroupName": name, "logStreamName": stream})
    line = re.sub(r"\$context\.([\w.-]*\w)", lambda match: _escaped(about.get(match.group(1), "-")), access["format"])
    entry = {"timestamp": int(time.time() * 1000), "message": line}
    logs._put_log_events({"logGroupName": name, "logStreamName": stream, "logEvents": [entry]})


def _escaped(value):
    """A claim of a caller cannot end the text that it stands in."""
    return json.dumps(str(value))[1:-1]


def _may_deliver(group_arn):
    """Log delivery writes to a group whose resource policy lets it (CloudWatch Logs User Guide)."""
    base = group_arn.removesuffix(":*")
    source = f"arn:aws:logs:{get_region()}:{get_account_id()}:*"
    return any(
        principals.service_allowed(
            json.loads(policy["policyDocument"]), DELIVERY, "logs:PutLogEvents", f"{base}:log-stream:any", source
        )
        for policy in logs._resource_policies.values()
    )


def install():
    apigateway._handle_execute_in_scope = _executed(apigateway._handle_execute_in_scope)
    apigateway._validate_jwt_authorizer = _authorized(apigateway._validate_jwt_authorizer)
    apigateway._invoke_lambda_proxy = _integrated(apigateway._invoke_lambda_proxy)
    apigateway.new_uuid = _request_id(apigateway.new_uuid)
    lambda_svc.lambda_execute_result_to_api_proxy_response = _proxy_response(
        lambda_svc.lambda_execute_result_to_api_proxy_response
    )
