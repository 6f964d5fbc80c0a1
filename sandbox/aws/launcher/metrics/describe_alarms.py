"""DescribeAlarms is authorized on every alarm that it names; without names on all alarms, with composite ones on `*`.

Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch", and API Reference of
DescribeAlarms: composite alarms are returned only with the permission on `*`. MiniStack authorizes each call on `*`.
"""

from ministack.core.responses import get_account_id, get_region

from iam.authorize import also_needs, resource_of
from server.interception import intercept

ACTION = "cloudwatch:DescribeAlarms"


def _listed(data, name):
    """A list of a request: of JSON, or of the query protocol with a field for each member."""
    fields = {key: value for key, value in data.items() if key.startswith(f"{name}.member.")}
    return data.get(name) or list(fields.values())


def _resources(data):
    if "CompositeAlarm" in _listed(data, "AlarmTypes"):
        return ["*"]
    names = _listed(data, "AlarmNames") or ["*"]
    return [f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}" for name in names]


async def _describe_alarms(request):
    for resource in _resources(request.data)[1:]:
        refusal = also_needs(request, "cloudwatch", ACTION, resource, answer_as="monitoring")
        if refusal is not None:
            return refusal
    return await request.proceed()


def install():
    resource_of("monitoring", lambda action, data: _resources(data)[0] if action == "DescribeAlarms" else None)
    intercept("monitoring", {"DescribeAlarms": _describe_alarms})
