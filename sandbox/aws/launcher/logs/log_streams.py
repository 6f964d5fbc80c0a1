"""Writing to a log stream is authorized on the stream, which MiniStack confuses with its group.

Service Authorization Reference, "Actions defined by Amazon CloudWatch Logs": PutLogEvents has the resource
log-stream. Refusals of CreateLogStream name the stream, too.
"""

import json

from ministack.core import iam_actions

ON_THE_STREAM = ("CreateLogStream", "PutLogEvents")


def _extract(original):
    def extract(service, method, path, headers, body, query_params, region, account_id):
        target = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        if service == "logs" and target in ON_THE_STREAM:
            try:
                data = json.loads(body or b"{}")
            except ValueError:
                data = {}
            group, stream = data.get("logGroupName"), data.get("logStreamName")
            if group and stream:
                return f"arn:aws:logs:{region}:{account_id}:log-group:{group}:log-stream:{stream}"
        return original(service, method, path, headers, body, query_params, region, account_id)

    return extract


def install():
    iam_actions.extract_resource_arn = _extract(iam_actions.extract_resource_arn)
