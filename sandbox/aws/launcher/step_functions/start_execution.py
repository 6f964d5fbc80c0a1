"""StartExecution: what runs is decided at the start (base, version, alias by weight); a repeated start is idempotent.

Step Functions API Reference, StartExecution; Developer Guide, "State machine versions" and "aliases".
"""

import json
import random
import re
import threading

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, new_uuid, now_iso
from ministack.services import stepfunctions as sfn

from step_functions import deletion, executions

#: Characters that AWS refuses in the name of an execution.
FORBIDDEN_IN_NAME = re.compile(r"[\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]")
#: Bytes of the largest input.
LARGEST_INPUT = 262_144


def resolve(arn):
    """(machine, version record or None, alias ARN or None) of a base, version or alias ARN; None if there is none."""
    machine = sfn._state_machines.get(arn)
    if machine:
        return machine, None, None
    alias = sfn._state_machine_aliases.get(arn)
    version_arn = arn
    if alias:
        routes = alias["routingConfiguration"]
        version_arn = random.choices(
            [route["stateMachineVersionArn"] for route in routes], [route["weight"] for route in routes]
        )[0]
    version = sfn._state_machine_versions.get(version_arn)
    machine = sfn._state_machines.get(version["stateMachineArn"]) if version else None
    return (machine, version, arn if alias else None) if machine else None


def _refused(name, text):
    if not 1 <= len(name) <= 80 or FORBIDDEN_IN_NAME.search(name):
        return error_response_json("InvalidName", f"Invalid Name: '{name}'", 400)
    if len(text.encode()) > LARGEST_INPUT:
        return error_response_json(
            "InvalidExecutionInput", f"Invalid State Machine Execution Input: longer than {LARGEST_INPUT} bytes", 400
        )
    try:
        json.loads(text)
    except ValueError as error:
        return error_response_json("InvalidExecutionInput", f"Invalid State Machine Execution Input: '{error}'", 400)
    return None


def prepare(data):
    """(execution record, None) of a new execution, or (earlier record or None, the answer)."""
    arn = data.get("stateMachineArn", "")
    found = resolve(arn)
    if found is None:
        return None, error_response_json("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'", 400)
    machine, version, alias_arn = found
    deleting = deletion.refused(machine["stateMachineArn"])
    if deleting is not None:
        return None, deleting
    name = data.get("name") or new_uuid()
    text = data.get("input") or "{}"
    refused = _refused(name, text)
    if refused:
        return None, refused
    execution_arn = f"arn:aws:states:{get_region()}:{get_account_id()}:execution:{machine['name']}:{name}"
    earlier = sfn._executions.get(execution_arn)
    if earlier is not None:
        if earlier["status"] == "RUNNING" and earlier["input"] == text and machine["type"] == "STANDARD":
            return None, json_response({"executionArn": execution_arn, "startDate": earlier["startDate"]})
        message = f"Execution Already Exists: '{execution_arn}'"
        return None, error_response_json("ExecutionAlreadyExists", message, 400)
    snapshot = version or machine
    record = {
        "executionArn": execution_arn,
        "stateMachineArn": machine["stateMachineArn"],
        "name": name,
        "status": "RUNNING",
        "startDate": now_iso(),
        "stopDate": None,
        "input": text,
        "inputDetails": {"included": True},
        "output": None,
        "outputDetails": {"included": True},
        "redriveCount": 0,
        "events": [],
        "encryptionConfiguration": snapshot.get("encryptionConfiguration") or sfn._default_encryption(),
        "stateMachineVersionArn": version["stateMachineVersionArn"] if version else None,
        "stateMachineAliasArn": alias_arn,
        "_lock": threading.RLock(),
        "_type": machine["type"],
        "_definition": snapshot["definition"],
        "_roleArn": snapshot["roleArn"],
        "_revisionId": snapshot.get("stateMachineRevisionId") or snapshot.get("revisionId"),
        "_logging": snapshot.get("loggingConfiguration") or {"level": "OFF"},
        "_tracing": snapshot.get("tracingConfiguration") or {"enabled": False},
        "_updateDate": snapshot.get("updateDate") or snapshot["creationDate"],
    }
    sfn._executions[execution_arn] = record
    return record, None


def start(data):
    record, answer = prepare(data)
    if record is None:
        return answer
    executions.launch(record)
    return json_response({"executionArn": record["executionArn"], "startDate": record["startDate"]})


def start_sync(data):
    record, answer = prepare(data)
    if record is None:
        return answer
    if record["_type"] != "EXPRESS":
        del sfn._executions[record["executionArn"]]
        message = "This operation is not supported by this type of state machine"
        return error_response_json("StateMachineTypeNotSupported", message, 400)
    executions.launch(record)
    record["_ended"].wait()
    answer = {
        name: record[name]
        for name in ("executionArn", "stateMachineArn", "name", "startDate", "stopDate", "status", "input")
    }
    answer.update({name: record[name] for name in ("output", "error", "cause") if record.get(name) is not None})
    return json_response(answer)


def install():
    sfn._start_execution = start
    sfn._start_sync_execution = start_sync
