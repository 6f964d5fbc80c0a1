"""Metrics of executions in the namespace AWS/States, for the machine and for the version and alias it was started by.

Step Functions Developer Guide, "Monitoring Step Functions metrics using CloudWatch".
"""

from ministack.services import stepfunctions as sfn

from metrics import alarm_evaluation, metric_points
from step_functions import executions

NAMESPACE = "AWS/States"
NAMES = {
    "RUNNING": "ExecutionsStarted",
    "SUCCEEDED": "ExecutionsSucceeded",
    "FAILED": "ExecutionsFailed",
    "TIMED_OUT": "ExecutionsTimedOut",
    "ABORTED": "ExecutionsAborted",
}


def _dimensions(execution):
    machine = {"StateMachineArn": execution["stateMachineArn"]}
    yield machine
    for name, member in (("Version", "stateMachineVersionArn"), ("Alias", "stateMachineAliasArn")):
        if execution[member]:
            yield {**machine, name: execution[member].rsplit(":", 1)[-1]}


def record(execution):
    status = execution["status"]
    for dimensions in _dimensions(execution):
        metric_points.record(NAMESPACE, NAMES[status], 1, "Count", dimensions)
        if status != "RUNNING":
            taken = sfn._iso_to_epoch_ms(execution["stopDate"]) - sfn._iso_to_epoch_ms(execution["startDate"])
            metric_points.record(NAMESPACE, "ExecutionTime", taken, "Milliseconds", dimensions)
    alarm_evaluation.data_arrived()


def install():
    executions.on_status.append(record)
