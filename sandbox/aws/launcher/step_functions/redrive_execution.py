"""RedriveExecution: an execution that did not succeed goes on from the state in which it stopped, under the same
name, definition and role.

Step Functions API Reference, RedriveExecution; Developer Guide, "Restarting state machine executions with redrive".
"""

from ministack.core.responses import error_response_json, json_response, now_iso
from ministack.services import stepfunctions as sfn

from iam import authorize
from server import interception
from step_functions import describe_execution, executions

#: Events that a history may have for a redrive to be allowed.
MOST_EVENTS = 24_999
#: Redrives of one execution.
MOST_REDRIVES = 1_000


def _refused(execution, arn):
    if execution is None or execution["_type"] == "EXPRESS":
        return error_response_json("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'", 400)
    status = describe_execution.redrive_status(execution)
    reason = status.get("redriveStatusReason")
    if reason is None and len(execution["events"]) >= MOST_EVENTS:
        reason = f"Execution history event limit of {MOST_EVENTS} exceeded"
    if reason is None and execution["redriveCount"] >= MOST_REDRIVES:
        reason = f"Execution has been redriven {MOST_REDRIVES} times"
    if reason is None:
        return None
    return error_response_json("ExecutionNotRedrivable", reason, 400)


async def redrive(request):
    arn = request.data.get("executionArn") or ""
    denied = authorize.also_needs(request, "states", "states:RedriveExecution", arn)
    if denied is not None:
        return denied
    execution = sfn._executions.get(arn)
    refused = _refused(execution, arn)
    if refused is not None:
        return refused
    with execution["_lock"]:
        refused = _refused(execution, arn)  # of two concurrent callers one is late
        if refused is not None:
            return refused
        execution["redriveCount"] += 1
        execution["redriveDate"] = now_iso()
        execution["status"] = "RUNNING"
        execution["stopDate"] = None
        for name in ("error", "cause", "_stop"):
            execution.pop(name, None)
    executions.launch(execution)
    return sfn._finalize_response(json_response({"redriveDate": execution["redriveDate"]}))


def install():
    interception.intercept("states", {"RedriveExecution": redrive})
