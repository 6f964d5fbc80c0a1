"""StopExecution reaches the interpreter, which ends the tasks in flight and stops nested executions through the API."""

import logging
import time

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions as sfn

from step_functions import executions, interpreter

log = logging.getLogger("embedded.stop")

#: Seconds within which the interpreter must end an execution that is stopped.
PATIENCE = 10
#: Seconds between two attempts.
RETRY_AFTER = 0.05


def stop(data):
    arn = data.get("executionArn")
    execution = sfn._executions.get(arn)
    if execution is None:
        return error_response_json("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'", 400)
    if execution["_type"] == "EXPRESS":
        message = "This operation is not supported by this type of state machine"
        return error_response_json("StateMachineTypeNotSupported", message, 400)
    if execution["status"] == "RUNNING":
        abort(execution, {name: data[name] for name in ("error", "cause") if data.get(name) is not None})
    return json_response({"stopDate": execution["stopDate"]})


def abort(execution, reason):
    """Ends a running execution as ABORTED, with the error and cause given for it."""
    execution["_stop"] = reason
    deadline = time.monotonic() + PATIENCE
    try:
        # It may not have begun to run it yet.
        while interpreter.call("/executions/stop", {"executionArn": execution["executionArn"], **reason})[0] != 200:
            if execution["_ended"].wait(RETRY_AFTER) or time.monotonic() > deadline:
                break
        execution["_ended"].wait(max(0.0, deadline - time.monotonic()))
    except interpreter.Unreachable as error:
        log.error("%s", error)
    executions.finish(execution, {"status": "ABORTED", **reason})


def install():
    sfn._stop_execution = stop
    # The interpreter calls back while it stops children, so the answer must not hold the event loop.
    sfn._OFF_LOOP_ACTIONS.add("StopExecution")
