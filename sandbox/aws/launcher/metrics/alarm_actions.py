"""An alarm reaches a topic only if the topic's policy, and its key's, let cloudwatch.amazonaws.com; else it fails.

CloudWatch User Guide, "Notifying users on alarm changes"; the failed action is in the alarm's history.
"""

import logging

from ministack.services import cloudwatch

from events import event_targets

log = logging.getLogger("embedded.alarms")

CLOUDWATCH = "cloudwatch.amazonaws.com"
FIELDS = ("AlarmActions", "OKActions", "InsufficientDataActions")


def install():
    original = cloudwatch._dispatch_alarm_actions

    def dispatch(alarm, old_state, new_state, reason):
        allowed = dict(alarm)
        for field in FIELDS:
            allowed[field] = []
            for action in alarm.get(field) or []:
                refusal = cloudwatch._is_sns_action_arn(action) and event_targets.topic_refusal(
                    action, CLOUDWATCH, alarm["AlarmArn"]
                )
                if refusal:
                    log.warning("alarm %s: failed to execute action %s: %s", alarm["AlarmName"], action, refusal[1])
                else:
                    allowed[field].append(action)
        return original(allowed, old_state, new_state, reason)

    cloudwatch._dispatch_alarm_actions = dispatch
