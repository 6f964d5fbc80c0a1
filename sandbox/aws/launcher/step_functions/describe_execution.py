"""What the API returns about an execution: version, alias, definition and redrive status."""

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions as sfn

#: Members that DescribeExecution and ListExecutions leave out when they have no value.
OPTIONAL = ("stopDate", "redriveDate", "output", "error", "cause", "stateMachineVersionArn", "stateMachineAliasArn")


def redrive_status(execution):
    """redriveStatus and its reason: an execution that has ended without success may be redriven, nothing else."""
    status = execution["status"]
    if status in ("FAILED", "TIMED_OUT", "ABORTED"):
        return {"redriveStatus": "REDRIVABLE"}
    return {
        "redriveStatus": "NOT_REDRIVABLE",
        "redriveStatusReason": f"Execution is {status} and cannot be redriven",
    }


def _missing(arn):
    return error_response_json("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'", 400)


def describe(data):
    arn = data.get("executionArn")
    execution = sfn._executions.get(arn)
    if execution is None or execution.get("_type") == "EXPRESS":
        return _missing(arn)
    shown = ("executionArn", "stateMachineArn", "name", "status", "startDate", "input", "inputDetails", "redriveCount")
    answer = {name: execution[name] for name in shown}
    answer.update({name: execution[name] for name in OPTIONAL if execution.get(name) is not None})
    if "output" in answer:
        answer["outputDetails"] = execution["outputDetails"]
    return json_response({**answer, **redrive_status(execution)})


def describe_machine(data):
    arn = data.get("executionArn")
    execution = sfn._executions.get(arn)
    if execution is None:
        return _missing(arn)
    machine = execution["stateMachineArn"]
    return json_response(
        {
            "stateMachineArn": machine,
            "name": machine.rsplit(":", 1)[-1],
            "definition": execution["_definition"],
            "roleArn": execution["_roleArn"],
            "updateDate": execution["_updateDate"],
            "loggingConfiguration": execution["_logging"],
            "tracingConfiguration": execution["_tracing"],
            "revisionId": execution["_revisionId"],
            "encryptionConfiguration": execution["encryptionConfiguration"],
        }
    )


def _listing(original):
    def listing(data):
        """Executions of a base machine, or of the version or alias that the ARN names."""
        arn = data.get("stateMachineArn")
        qualified = arn in sfn._state_machine_versions or arn in sfn._state_machine_aliases
        if arn and not qualified and arn not in sfn._state_machines:
            return error_response_json("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'", 400)
        if not qualified:
            return original(data)
        status = data.get("statusFilter")
        chosen = [
            execution
            for execution in sfn._executions.values()
            if arn in (execution["stateMachineVersionArn"], execution["stateMachineAliasArn"])
            and (not status or execution["status"] == status)
        ]
        shown = ("executionArn", "stateMachineArn", "name", "status", "startDate", "redriveCount")
        optional = ("stopDate", "stateMachineVersionArn", "stateMachineAliasArn")
        chosen.sort(key=lambda execution: execution["startDate"], reverse=True)
        items = [
            {name: execution[name] for name in shown + optional if execution.get(name) is not None}
            for execution in chosen[: data.get("maxResults") or 100]
        ]
        return json_response({"executions": items})

    return listing


def install():
    sfn._describe_execution = describe
    sfn._describe_state_machine_for_execution = describe_machine
    sfn._list_executions = _listing(sfn._list_executions)
