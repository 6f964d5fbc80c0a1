"""Writing to a log stream is authorized on the stream, which MiniStack confuses with its group.

Service Authorization Reference, "Actions defined by Amazon CloudWatch Logs": PutLogEvents has the resource
log-stream. Refusals of CreateLogStream name the stream, too.
"""

from ministack.core.responses import get_account_id, get_region

from iam import authorize

ON_THE_STREAM = ("CreateLogStream", "PutLogEvents")


def _stream(action, data):
    group, stream = data.get("logGroupName"), data.get("logStreamName")
    if action in ON_THE_STREAM and group and stream:
        return f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{group}:log-stream:{stream}"
    return None


def install():
    authorize.resource_of("logs", _stream)
