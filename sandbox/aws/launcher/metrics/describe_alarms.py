"""DescribeAlarms is authorized on every alarm that it names; without names on all alarms, with composite ones on `*`.

Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch", and API Reference of
DescribeAlarms: composite alarms are returned only with the permission on `*`. MiniStack authorizes each call on `*`.
"""

import json

from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region

from iam.authorize import also_needs
from server.interception import intercept

ACTION = "cloudwatch:DescribeAlarms"


def _listed(data, name):
    """A list of a request: of JSON, or of the query protocol with a field for each member."""
    fields = {key: value for key, value in data.items() if key.startswith(f"{name}.member.")}
    return data.get(name) or [value[0] if isinstance(value, list) else value for value in fields.values()]


def _resources(data):
    if "CompositeAlarm" in _listed(data, "AlarmTypes"):
        return ["*"]
    names = _listed(data, "AlarmNames") or ["*"]
    return [f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}" for name in names]


def _extract(original):
    def extract(service, method, path, headers, body, query_params, region, account_id):
        called = service == "monitoring" and iam_actions.extract_iam_action(
            service, method, path, headers, body, query_params
        )
        if called == ACTION:
            data = json.loads(body) if body.startswith(b"{") else query_params
            return _resources(data)[0]
        return original(service, method, path, headers, body, query_params, region, account_id)

    return extract


async def _describe_alarms(request):
    for resource in _resources(request.data)[1:]:
        refusal = also_needs(request, "cloudwatch", ACTION, resource, answer_as="monitoring")
        if refusal is not None:
            return refusal
    return await request.proceed()


def install():
    iam_actions.extract_resource_arn = _extract(iam_actions.extract_resource_arn)
    intercept("monitoring", {"DescribeAlarms": _describe_alarms})
