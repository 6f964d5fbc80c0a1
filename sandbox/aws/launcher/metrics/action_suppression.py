"""A composite alarm with an ActionsSuppressor holds its actions back while that alarm is in ALARM.

CloudWatch User Guide, "Alarm suppression": the composite alarm waits at most WaitPeriod for the suppressor to go into
ALARM, and ExtensionPeriod after it has left it; then it acts, if its state is still the same. MiniStack forgets all
three.
"""

import contextvars
import threading
import time

from ministack.services import cloudwatch

from server import settings

#: Seconds between two looks at the suppressor.
POLL = 0.05
MEMBERS = ("ActionsSuppressor", "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod")


def _given(params, body, structured):
    read = body.get if structured else lambda member: cloudwatch._p(params, member)
    given = {member: read(member) for member in MEMBERS}
    return {member: value for member, value in given.items() if value not in (None, "")}


def _put(original):
    def put(params, cbor_data, is_cbor, is_json=False):
        structured = is_cbor or is_json
        given = _given(params, cbor_data, structured)
        if given and len(given) < len(MEMBERS):
            message = "ActionsSuppressor, its WaitPeriod and its ExtensionPeriod must be specified together"
            return cloudwatch._error("ValidationError", message, 400, use_json=is_json, use_cbor=is_cbor)
        answer = original(params, cbor_data, is_cbor, is_json)
        name = cbor_data.get("AlarmName") if structured else cloudwatch._p(params, "AlarmName")
        if answer[0] == 200 and given:
            suppressor, *periods = (given[member] for member in MEMBERS)
            cloudwatch._composite_alarms[name].update(zip(MEMBERS, (suppressor, *map(int, periods))))
        return answer

    return put


def _suppressing(alarm):
    name = alarm["ActionsSuppressor"].rsplit(":alarm:", 1)[-1]
    suppressor = cloudwatch._alarms.get(name) or cloudwatch._composite_alarms.get(name)
    return suppressor is not None and suppressor["StateValue"] == "ALARM"


def _held(alarm, state):
    """Waits until the alarm may act on a state; False if it has left that state before."""
    left = alarm["ActionsSuppressorWaitPeriod"] * settings.WAIT_SCALE
    until = time.monotonic() + left
    while time.monotonic() < until:
        if alarm["StateValue"] != state:
            return False
        if _suppressing(alarm):
            until = time.monotonic() + max(POLL * 2, alarm["ActionsSuppressorExtensionPeriod"] * settings.WAIT_SCALE)
        time.sleep(POLL)
    return alarm["StateValue"] == state


def install():
    cloudwatch._put_composite_alarm = _put(cloudwatch._put_composite_alarm)
    original = cloudwatch._dispatch_alarm_actions

    def dispatch(alarm, old_state, new_state, reason):
        if "ActionsSuppressor" not in alarm:
            return original(alarm, old_state, new_state, reason)

        def act():
            if _held(alarm, new_state):
                original(alarm, old_state, new_state, reason)

        threading.Thread(target=contextvars.copy_context().run, args=(act,), daemon=True).start()
        return None

    cloudwatch._dispatch_alarm_actions = dispatch
