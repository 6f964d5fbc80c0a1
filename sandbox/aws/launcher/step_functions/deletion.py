"""DeleteStateMachine: a machine with running executions is DELETING until the last of them has ended.

Its versions and aliases go at once. An execution goes on until its next transition, which it does not make: a Task or a
Wait under way is waited for. Step Functions API Reference, DeleteStateMachine. AWS does not say which status such an
execution has in the end; here it is ABORTED.
"""

import logging
import time

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions as sfn

from step_functions import executions, interpreter

log = logging.getLogger("embedded.deletion")

#: Seconds within which the interpreter must know an execution that was started, and between two attempts.
PATIENCE, RETRY_AFTER = 10, 0.05


def refused(machine_arn):
    """The answer to a call that a machine being deleted refuses; None where it is not being deleted."""
    machine = sfn._state_machines.get(machine_arn)
    if machine is None or machine.get("status") != "DELETING":
        return None
    return error_response_json("StateMachineDeleting", f"State Machine is being deleted: '{machine_arn}'", 400)


def delete(data):
    arn = data.get("stateMachineArn")
    machine = sfn._state_machines.get(arn)
    if machine is None:
        return json_response({})
    machine["status"] = "DELETING"
    for store in (sfn._state_machine_versions, sfn._state_machine_aliases):
        for qualified in [key for key in store if key.rsplit(":", 1)[0] == arn]:
            del store[qualified]
    for execution in _running(arn):
        _end_at_transition(execution)
    _remove_if_idle(arn)
    return json_response({})


def _running(machine_arn):
    return [
        execution
        for execution in list(sfn._executions.values())
        if execution["stateMachineArn"] == machine_arn and execution["status"] == "RUNNING"
    ]


def _end_at_transition(execution):
    deadline = time.monotonic() + PATIENCE
    try:
        # The interpreter may not have begun to run it yet.
        while interpreter.call("/executions/end-at-transition", {"executionArn": execution["executionArn"]})[0] != 200:
            if execution["_ended"].wait(RETRY_AFTER) or time.monotonic() > deadline:
                break
    except interpreter.Unreachable as error:
        log.error("%s", error)


def _remove_if_idle(machine_arn):
    machine = sfn._state_machines.get(machine_arn)
    if machine is not None and machine.get("status") == "DELETING" and not _running(machine_arn):
        sfn._state_machines.pop(machine_arn, None)
        sfn._tags.pop(machine_arn, None)


def _on_status(execution):
    if execution["status"] != "RUNNING":
        _remove_if_idle(execution["stateMachineArn"])


def install():
    sfn._delete_state_machine = delete
    sfn._OFF_LOOP_ACTIONS.add("DeleteStateMachine")
    executions.on_status.append(_on_status)
