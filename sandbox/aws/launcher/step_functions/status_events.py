"""Step Functions Execution Status Change: an event on the default bus for every status of every Standard execution.

Developer Guide, "Automating Step Functions event delivery with EventBridge".
"""

import json

from ministack.services import eventbridge
from ministack.services import stepfunctions as sfn

from step_functions import describe_execution, executions

#: Bytes of escaped input or output that an event holds; a larger one is replaced by included: false.
LARGEST_PAYLOAD = 248 * 1024


def _payload(text):
    if text is None:
        return None, None
    if len(json.dumps(text).encode()) > LARGEST_PAYLOAD:
        return None, {"included": False}
    return text, {"included": True}


def detail(execution):
    """The event's detail; members without a value are null, as AWS sends them."""
    given, given_details = _payload(execution["input"])
    output, output_details = _payload(execution["output"])
    redrive = describe_execution.redrive_status(execution)
    return {
        "executionArn": execution["executionArn"],
        "stateMachineArn": execution["stateMachineArn"],
        "stateMachineVersionArn": execution["stateMachineVersionArn"],
        "stateMachineAliasArn": execution["stateMachineAliasArn"],
        "name": execution["name"],
        "status": execution["status"],
        "startDate": sfn._iso_to_epoch_ms(execution["startDate"]),
        "stopDate": sfn._iso_to_epoch_ms(execution["stopDate"]),
        "input": given,
        "inputDetails": given_details,
        "output": output,
        "outputDetails": output_details,
        "error": execution.get("error"),
        "cause": execution.get("cause"),
        "redriveCount": execution["redriveCount"],
        "redriveDate": sfn._iso_to_epoch_ms(execution["redriveDate"]) if execution.get("redriveDate") else None,
        "redriveStatus": redrive["redriveStatus"],
        "redriveStatusReason": redrive.get("redriveStatusReason"),
    }


def emit(execution):
    if execution["_type"] != "STANDARD":
        return
    entry = {
        "Source": "aws.states",
        "DetailType": "Step Functions Execution Status Change",
        "Detail": json.dumps(detail(execution)),
        "Resources": [execution["executionArn"]],
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def install():
    executions.on_status.append(emit)
