"""Log metric filters are evaluated on every log event and publish their metric; a pattern that cannot be is refused.

CloudWatch Logs User Guide, "Creating metrics from log events using filters". MiniStack stores filters and forgets them.
"""

import logging

from ministack.core.responses import error_response_json
from ministack.services import cloudwatch_logs as logs

from logs import filter_pattern
from metrics import alarm_evaluation, metric_points

log = logging.getLogger("embedded.metric_filters")

_compiled = {}


def _matcher(pattern):
    if pattern not in _compiled:
        _compiled[pattern] = filter_pattern.compile_pattern(pattern)
    return _compiled[pattern]


def _value(text, message):
    """The metric's value: a number, or a selector into the event that matched."""
    if not text.startswith("$"):
        return float(text)
    try:
        found = filter_pattern._select(text)(filter_pattern.json.loads(message))
        return float(found)
    except (TypeError, ValueError):
        return None


def _publish(transformation, value):
    metric_points.record(
        transformation["metricNamespace"], transformation["metricName"], value, transformation.get("unit") or "None"
    )


def _put(original):
    def put(data):
        pattern = data.get("filterPattern") or ""
        try:
            _matcher(pattern)
            for transformation in data.get("metricTransformations") or []:
                value = transformation.get("metricValue", "")
                if not value.startswith("$"):
                    float(value)
                if transformation.get("dimensions"):
                    raise ValueError("dimensions of a metric filter are not supported here")
        except ValueError as error:
            message = f"Invalid metric filter pattern or transformation: {error} ({pattern})"
            return error_response_json("InvalidParameterException", message, 400)
        return original(data)

    return put


def evaluate(group, messages):
    """Publishes the metrics of a log group's filters for new messages; the default value where none of them matches."""
    changed = False
    for entry in list(logs._metric_filters.values()):
        if entry["logGroupName"] != group:
            continue
        matching = [message for message in messages if _matcher(entry["filterPattern"])(message)]
        for transformation in entry["metricTransformations"]:
            values = [_value(transformation["metricValue"], message) for message in matching]
            values = [value for value in values if value is not None]
            if not matching and transformation.get("defaultValue") is not None:
                values = [float(transformation["defaultValue"])]
            for value in values:
                _publish(transformation, value)
                changed = True
    if changed:
        alarm_evaluation.data_arrived()


def _put_events(original):
    def put(data):
        answer = original(data)
        if answer[0] == 200:
            evaluate(data["logGroupName"], [event.get("message", "") for event in data.get("logEvents") or []])
        return answer

    return put


def install():
    logs._put_metric_filter = _put(logs._put_metric_filter)
    logs._put_log_events = _put_events(logs._put_log_events)
