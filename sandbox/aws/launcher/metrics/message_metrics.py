"""Metrics of topics and queues in the namespaces AWS/SNS and AWS/SQS, which MiniStack does not have.

SNS Developer Guide, "Monitoring topics using CloudWatch"; SQS Developer Guide, "Available CloudWatch metrics": metrics
of a queue that was idle can be 15 minutes late. NumberOfMessagesSent is then a value of a minute that no alarm judges
any more, so it is left out; the number of visible messages is there again in each minute.
"""

import time

from ministack.services import sns, sqs

from metrics import alarm_evaluation, metric_points

#: Queues that the last look found with messages: they are counted once more when they are empty.
_filled = set()


def _fanout(original):
    def fanout(topic_arn, *more, **named):
        result = original(topic_arn, *more, **named)
        name = topic_arn.rsplit(":", 1)[-1]
        metric_points.record("AWS/SNS", "NumberOfMessagesPublished", 1, "Count", {"TopicName": name})
        alarm_evaluation.look_soon()
        return result

    return fanout


def count_visible():
    """Records how many messages of each queue are visible."""
    now = time.time()
    for url, queue in list(sqs._queues.items()):
        visible = sum(1 for message in queue["messages"] if message.get("visible_at", 0) <= now)
        if visible or url in _filled:
            name = queue.get("name") or url.rsplit("/", 1)[-1]
            metric_points.record(
                "AWS/SQS", "ApproximateNumberOfMessagesVisible", visible, "Count", {"QueueName": name}
            )
        (_filled.add if visible else _filled.discard)(url)


def install():
    sns._fanout = _fanout(sns._fanout)
    alarm_evaluation.before_look.append(count_visible)
