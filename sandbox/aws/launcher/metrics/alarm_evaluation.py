"""Alarms evaluate the metric with exactly their dimensions, period by period, and treat missing data as configured.

CloudWatch User Guide, "Evaluating an alarm" and "Configuring how CloudWatch alarms treat missing data". MiniStack puts
all dimensions of a metric together, knows one period only, and never evaluates again once no data arrives.
"""

import contextvars
import logging
import threading
import time

from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import cloudwatch

from server import settings

log = logging.getLogger("embedded.alarms")

#: Seconds between two polls of all alarms where nothing has changed. AWS evaluates once a minute.
INTERVAL = 2
#: Least seconds between two evaluations, however many data arrive: each one reads all alarms and all their points.
PAUSE = 0.2
COMPARISONS = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
_lock = threading.RLock()
_data_arrived = threading.Event()
_last_look = 0.0
#: Called before all alarms are evaluated: what is measured, not counted.
before_look = []


def _points(alarm):
    dimensions = {each["Name"]: each["Value"] for each in alarm.get("Dimensions") or []}
    key = (alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(dimensions))
    unit = alarm.get("Unit")
    return [point for point in cloudwatch._metrics.get(key) or [] if not unit or point["Unit"] == unit]


def _values(alarm, now):
    """The statistic of each of the last evaluation periods, newest first; None where there is no data.

    A period that has just begun and has no data yet does not count, so that what came right before it is not missed.
    """
    period = alarm["Period"]
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    newest = now // period * period
    oldest = newest - alarm["EvaluationPeriods"] * period
    points = [point for point in _points(alarm) if point["Timestamp"] >= oldest]
    values = []
    for index in range(alarm["EvaluationPeriods"] + 1):
        start = newest - index * period
        inside = [point for point in points if start <= point["Timestamp"] < start + period]
        stats = cloudwatch._calc_stats(inside)
        values.append(cloudwatch._stat_value(stats, statistic, inside) if stats else None)
    return values[1:] if values[0] is None else values[:-1]


def judge(alarm, now):
    """The state that the data give the alarm: (state, reason)."""
    compare = COMPARISONS.get(alarm["ComparisonOperator"])
    if compare is None:
        return alarm["StateValue"], alarm["StateReason"]
    values = _values(alarm, now)
    needed = alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]
    missing = alarm.get("TreatMissingData") or "missing"
    present = [value for value in values if value is not None]
    if not present and missing == "missing":
        return "INSUFFICIENT_DATA", "Insufficient Data: no datapoints were received"
    if not present and missing == "ignore":
        return alarm["StateValue"], alarm["StateReason"]
    breaching = [value is None if missing == "breaching" else False for value in values if value is None]
    breaching += [compare(value, alarm["Threshold"]) for value in present]
    state = "ALARM" if sum(breaching) >= needed else "OK"
    shown = ", ".join(str(value) for value in present) or "no datapoints"
    counted = f"{sum(breaching)} of {len(values)} datapoints [{shown}]"
    return state, f"Threshold Crossed: {counted} breached the threshold ({alarm['Threshold']})"


def evaluate(alarm):
    """Replaces MiniStack's evaluation of one metric alarm."""
    if not alarm.get("Namespace") or not alarm.get("MetricName"):
        return
    with _lock:
        old = alarm["StateValue"]
        new, reason = judge(alarm, time.time())
        if new == old:
            return
        alarm.update(StateValue=new, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
        cloudwatch._record_history(alarm["AlarmName"], old, new, reason)
        cloudwatch._dispatch_alarm_actions(alarm, old, new, reason)
        cloudwatch._evaluate_parent_alarms(alarm)


def _look():
    global _last_look
    _last_look = time.monotonic()
    try:
        for measure in before_look:
            measure()
        cloudwatch._evaluate_all_alarms()
    except Exception:
        log.exception("alarms")


def _keep_looking():
    set_request_account_id(settings.ACCOUNT)
    set_request_region(settings.REGION)
    while True:
        if _data_arrived.wait(INTERVAL):
            time.sleep(PAUSE)
        _data_arrived.clear()
        _look()


def data_arrived():
    """Evaluates all alarms: immediately, or, soon after an evaluation, once for everything that arrives until then."""
    if time.monotonic() - _last_look >= PAUSE:
        _look()
    else:
        _data_arrived.set()


def look_soon():
    """Evaluates all alarms soon, on the thread of the evaluation: for data that an evaluation itself may cause."""
    _data_arrived.set()


def install():
    cloudwatch._evaluate_alarm = evaluate
    threading.Thread(target=contextvars.copy_context().run, args=(_keep_looking,), daemon=True).start()
