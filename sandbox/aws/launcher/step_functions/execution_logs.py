"""Execution history as log events in the log group that the machine's loggingConfiguration names.

Step Functions Developer Guide, "Logging with CloudWatch Logs": log levels, event log format, includeExecutionData.
"""

import contextvars
import hashlib
import json
import logging
import threading
import time

from ministack.services import cloudwatch_logs as logs

from server import settings
from step_functions import executions, state_machines

log = logging.getLogger("embedded.logs")

FATAL = {"ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"}
ERROR = FATAL | {
    "ActivityFailed",
    "ActivityScheduleFailed",
    "ActivityTimedOut",
    "EvaluationFailed",
    "FailStateEntered",
    "LambdaFunctionFailed",
    "LambdaFunctionScheduleFailed",
    "LambdaFunctionStartFailed",
    "LambdaFunctionTimedOut",
    "MapIterationAborted",
    "MapIterationFailed",
    "MapRunAborted",
    "MapRunFailed",
    "MapStateAborted",
    "MapStateFailed",
    "ParallelStateAborted",
    "ParallelStateFailed",
    "TaskFailed",
    "TaskStartFailed",
    "TaskStateAborted",
    "TaskSubmitFailed",
    "TaskTimedOut",
    "WaitStateAborted",
}
#: Members of an event's details that are data of the execution.
DATA = {
    "input",
    "inputDetails",
    "output",
    "outputDetails",
    "parameters",
    "assignedVariables",
    "assignedVariablesDetails",
}


def wanted(level, event_type):
    return level == "ALL" or (level == "ERROR" and event_type in ERROR) or (level == "FATAL" and event_type in FATAL)


def line(execution, event, with_data):
    """One log event, as Step Functions writes it."""
    member = next((name for name in event if name.endswith("EventDetails")), None)
    details = dict(event[member]) if member else {}
    if not with_data:
        details = {name: value for name, value in details.items() if name not in DATA}
    return json.dumps(
        {
            "id": str(event["id"]),
            "type": event["type"],
            "details": details,
            "redrive_count": str(execution["redriveCount"]),
            "previous_event_id": str(event.get("previousEventId", 0)),
            "event_timestamp": str(round(event["timestamp"] * 1000)),
            "execution_arn": execution["executionArn"],
        }
    )


def _stream(execution):
    machine = execution["stateMachineArn"].rsplit(":", 1)[-1]
    started = execution["startDate"][:16].replace("T", "-").replace(":", "-")
    return f"states/{machine}/{started}/{hashlib.sha256(execution['executionArn'].encode()).hexdigest()[:8]}"


def write(execution, event):
    configuration = execution["_logging"]
    if not wanted(configuration.get("level", "OFF"), event["type"]):
        return
    for arn in state_machines.log_group_arns(configuration):
        group = logs._log_groups.get(state_machines.log_group_name(arn) or "")
        if group is None:
            continue
        name, stream = state_machines.log_group_name(arn), _stream(execution)
        if stream not in group["streams"]:
            logs._create_log_stream({"logGroupName": name, "logStreamName": stream})
        entry = {
            "timestamp": int(time.time() * 1000),
            "message": line(execution, event, bool(configuration.get("includeExecutionData"))),
        }
        _deliver({"logGroupName": name, "logStreamName": stream, "logEvents": [entry]})


def _deliver(entries):
    """Log delivery is best effort and may be behind, by the delay `logs`."""
    delay = settings.delay("logs")
    if delay == 0:
        return _put(entries)
    context = contextvars.copy_context()
    timer = threading.Timer(delay, lambda: context.run(_put, entries))
    timer.daemon = True
    timer.start()


def _put(entries):
    status, _, body = logs._put_log_events(entries)
    if status != 200:
        log.warning("log group %s: %s", entries["logGroupName"], body)


def install():
    executions.on_event.append(write)
