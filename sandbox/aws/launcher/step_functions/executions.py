"""Executions run by the project's own interpreter: history, end, and everyone who watches an execution.

MiniStack stays the owner of the records (`stepfunctions._executions`); this replaces what walked the definition.
"""

import contextvars
import logging
import threading

from ministack.core.responses import now_iso
from ministack.services import stepfunctions as sfn

from iam import principals
from step_functions import interpreter

log = logging.getLogger("embedded.executions")

STATES = "states.amazonaws.com"
#: History event that ends an execution, and the member that carries its details, by final status.
ENDINGS = {
    "SUCCEEDED": ("ExecutionSucceeded", "executionSucceededEventDetails"),
    "FAILED": ("ExecutionFailed", "executionFailedEventDetails"),
    "TIMED_OUT": ("ExecutionTimedOut", "executionTimedOutEventDetails"),
    "ABORTED": ("ExecutionAborted", "executionAbortedEventDetails"),
}

#: Called with (execution) at every change of status, RUNNING first.
on_status = []
#: Called with (execution, event) for every event of the history, in order.
on_event = []


def _tell(listeners, execution, *details):
    arn = execution["executionArn"]
    if sfn._executions.get(arn) is not execution:
        return  # the account was emptied while it ran
    for listener in listeners:
        try:
            listener(execution, *details)
        except Exception:
            log.exception("%s of %s failed", listener.__module__, arn)


def launch(execution):
    """Announces a new execution and walks it on a thread of its own, in the caller's account and region."""
    execution["_ended"] = threading.Event()
    _tell(on_status, execution)
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(sfn._run_execution, execution["executionArn"]), daemon=True).start()


def _request(execution):
    machine = execution["stateMachineArn"]
    body = {
        "executionArn": execution["executionArn"],
        "name": execution["name"],
        "stateMachineArn": machine,
        "stateMachineName": machine.rsplit(":", 1)[-1],
        "definition": execution["_definition"],
        "input": execution["input"],
        "roleArn": execution["_roleArn"],
        "startDate": sfn._iso_to_epoch_ms(execution["startDate"]),
        "redriveCount": execution["redriveCount"],
        "events": len(execution["events"]),
        "progress": execution.get("_progress"),
    }
    for name in ("stateMachineVersionArn", "stateMachineAliasArn"):
        if execution.get(name):
            body[name] = execution[name]
    role = execution["_roleArn"]
    untrusted = [arn for arn in _source_arns(execution) if not principals.trusts_service(role, STATES, arn)]
    if untrusted:
        names = " and ".join(untrusted)
        cause = f"Step Functions ({STATES}) may not assume the role {role}: its trust policy says no for {names}"
        body["credentialsError"] = {"error": "States.Permissions", "cause": cause}
    else:
        body["credentials"] = principals.assume_as_service(role, STATES, machine, execution["name"])
    return body


def _source_arns(execution):
    """What Step Functions may send as aws:SourceArn. AWS documents no form for an execution by version or alias, so
    here a trust has to let in the machine's ARN and every qualified ARN of the execution."""
    names = ("stateMachineArn", "stateMachineVersionArn", "stateMachineAliasArn")
    return [execution[name] for name in names if execution.get(name)]


def run(execution_arn):
    """The replacement of `_run_execution`."""
    execution = sfn._executions.get(execution_arn)
    if execution is None:
        return
    end, problem = None, "it ended early"
    try:
        for line in interpreter.stream("/executions", _request(execution)):
            if "event" in line:
                record(execution, line["event"])
            elif "end" in line:
                end = line["end"]
                execution["_progress"] = line.get("progress")
    except interpreter.Unreachable as error:
        log.error("%s", error)
        problem = str(error)
    except Exception as error:
        log.exception("execution %s", execution_arn)
        problem = repr(error)
    finish(execution, end or _without_result(problem))


def _without_result(problem):
    return {"status": "FAILED", "error": "States.Runtime", "cause": f"The interpreter returned no result: {problem}"}


def record(execution, event):
    """Adds one event to the history. Timestamps arrive in milliseconds; the API speaks seconds."""
    stored = {**event, "timestamp": event["timestamp"] / 1000}
    execution["events"].append(stored)
    _tell(on_event, execution, stored)


def finish(execution, end):
    """Sets the final status of an execution, once."""
    with execution["_lock"]:
        if execution["status"] != "RUNNING":
            return
        status = end["status"]
        details = {name: end[name] for name in ("error", "cause") if end.get(name) is not None}
        if status == "SUCCEEDED":
            execution["output"] = details["output"] = end.get("output", "null")
        elif status == "ABORTED":
            details = {**execution.get("_stop", {}), **details}
        events = execution["events"]
        kind, member = ENDINGS[status]
        if not events or events[-1]["type"] != kind:
            last = events[-1]["id"] if events else 0
            stamp = sfn._iso_to_epoch_ms(now_iso())
            record(
                execution, {"id": last + 1, "previousEventId": last, "timestamp": stamp, "type": kind, member: details}
            )
        for name in ("error", "cause"):
            execution[name] = details.get(name)
        execution["stopDate"] = now_iso()
        execution["status"] = status
    _tell(on_status, execution)
    execution["_ended"].set()


def install():
    sfn._run_execution = run
