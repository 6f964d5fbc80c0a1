"""Creating, changing and deleting state machines, as far as AWS refuses or keeps what MiniStack does not.

A definition that cannot run, a role that Step Functions may not assume or that may not write the log group, and a
caller without iam:PassRole are refused; tracingConfiguration is stored. Deleting is in deletion.py.
"""

import re

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, now_iso
from ministack.services import cloudwatch_logs as logs
from ministack.services import stepfunctions as sfn

from iam import authorize, principals
from server.interception import intercept
from step_functions import deletion, executions, state_machine_definition

NOT_TRUSTED = (
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the"
    " provided role."
)
NO_LOG_ACCESS = "The state machine IAM Role is not authorized to access the Log Destination"
#: The rule that a machine's role must be able to keep to wait for the end of a job, by the integration that starts it
#: (Developer Guide, "How Step Functions generates IAM policies for integrated services").
MANAGED_RULES = {
    "codebuild:startBuild.sync": "StepFunctionsGetEventForCodeBuildStartBuildRule",
    "ecs:runTask.sync": "StepFunctionsGetEventsForECSTaskRule",
    "states:startExecution.sync": "StepFunctionsGetEventsForStepFunctionsExecutionRule",
}
RULE_ACTIONS = ("events:PutTargets", "events:PutRule", "events:DescribeRule")
#: What a machine's role needs to deliver logs (Step Functions Developer Guide, "Logging with CloudWatch Logs").
LOG_DELIVERY = (
    "CreateLogDelivery",
    "GetLogDelivery",
    "UpdateLogDelivery",
    "DeleteLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "DescribeResourcePolicies",
    "DescribeLogGroups",
)
NAME = re.compile(r"[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,80}")


def log_group_arns(configuration):
    for destination in (configuration or {}).get("destinations") or []:
        yield (destination.get("cloudWatchLogsLogGroup") or {}).get("logGroupArn") or ""


def log_group_name(arn):
    """The name in `arn:...:log-group:NAME:*`; None unless it ends as Step Functions requires."""
    match = re.fullmatch(r"arn:[^:]+:logs:[^:]+:\d{12}:log-group:([^:]+):\*", arn)
    return match.group(1) if match else None


def _logging_refused(configuration, role_arn):
    if (configuration or {}).get("level", "OFF") == "OFF":
        return None
    arns = list(log_group_arns(configuration))
    if len(arns) != 1 or log_group_name(arns[0]) not in logs._log_groups:
        message = "Invalid Logging Configuration: Log Destination Not Found."
        return error_response_json("InvalidLoggingConfiguration", message, 400)
    if all(principals.role_allows(role_arn, f"logs:{action}", "*") for action in LOG_DELIVERY):
        return None
    return error_response_json("AccessDeniedException", NO_LOG_ACCESS, 400)


def _managed_rules(definition):
    plain = re.sub(r"\s", "", definition)
    return [
        rule
        for integration, rule in MANAGED_RULES.items()
        if re.search(rf'"arn:[^"]*:states:::{re.escape(integration)}(:2)?"', plain)
    ]


def _rule_refused(definition, role_arn):
    for name in _managed_rules(definition or ""):
        rule = f"arn:aws:events:{get_region()}:{get_account_id()}:rule/{name}"
        if not all(principals.role_allows(role_arn, action, rule) for action in RULE_ACTIONS):
            message = f"'{role_arn}' is not authorized to create managed-rule."
            return error_response_json("AccessDeniedException", message, 400)
    return None


async def _refused(request, arn, current):
    """The answer that refuses a new state of a machine, or None. `current` is the stored machine or {}."""
    data = request.data
    if "definition" in data or not current:
        invalid = await state_machine_definition.refused(data.get("definition"))
        if invalid:
            return invalid
    role = data.get("roleArn") or current.get("roleArn") or ""
    if "roleArn" in data or not current:
        context = {"iam:PassedToService": executions.STATES}
        denied = authorize.also_needs(request, "iam", "iam:PassRole", role, context, "states")
        if denied:
            return denied
        if not principals.trusts_service(role, executions.STATES, arn):
            return error_response_json("AccessDeniedException", NOT_TRUSTED, 400)
    no_rule = _rule_refused(data.get("definition") or current.get("definition"), role)
    return no_rule or _logging_refused(data.get("loggingConfiguration") or current.get("loggingConfiguration"), role)


def _keep_tracing(arn, data):
    machine = sfn._state_machines[arn]
    if "tracingConfiguration" in data:
        machine["tracingConfiguration"] = {"enabled": bool(data["tracingConfiguration"].get("enabled"))}
    for version in sfn._state_machine_versions.values():
        if version["stateMachineArn"] == arn:
            version.setdefault("tracingConfiguration", machine.get("tracingConfiguration", {"enabled": False}))


async def create(request):
    name = request.data.get("name") or ""
    if not NAME.fullmatch(name):
        return error_response_json("InvalidName", f"Invalid Name: '{name}'", 400)
    arn = f"arn:aws:states:{get_region()}:{get_account_id()}:stateMachine:{name}"
    invalid = deletion.refused(arn) or await _refused(request, arn, {})
    if invalid:
        return invalid
    answer = await request.proceed()
    if answer[0] == 200:
        _keep_tracing(arn, {"tracingConfiguration": request.data.get("tracingConfiguration") or {}})
    return answer


async def update(request):
    arn = request.data.get("stateMachineArn") or ""
    machine = sfn._state_machines.get(arn)
    if machine is None:
        return await request.proceed()
    invalid = deletion.refused(arn) or await _refused(request, arn, machine)
    if invalid:
        return invalid
    if "tracingConfiguration" in request.data:
        _keep_tracing(arn, request.data)
    answer = await request.proceed()
    if answer[0] == 200:
        machine["updateDate"] = now_iso()
        _keep_tracing(arn, {})
    return answer


def _publish(original):
    def publish(data):
        answer = deletion.refused(data.get("stateMachineArn")) or original(data)
        if answer[0] == 200:
            _keep_tracing(data["stateMachineArn"], {})
        return answer

    return publish


def _describe(original):
    def describe(data):
        """A version shows its snapshot; an alias shows the version that it points to."""
        arn = data.get("stateMachineArn")
        alias = sfn._state_machine_aliases.get(arn)
        shown = alias["routingConfiguration"][0]["stateMachineVersionArn"] if alias else arn
        status, headers, body = original({**data, "stateMachineArn": shown})
        if status != 200:
            return status, headers, body
        stored = sfn._state_machines.get(shown) or sfn._state_machine_versions.get(shown)
        answer = sfn.json.loads(body)
        answer["stateMachineArn"] = arn
        answer["tracingConfiguration"] = stored.get("tracingConfiguration", {"enabled": False})
        answer.pop("updateDate", None)
        if not answer.get("description"):
            answer.pop("description", None)
        return json_response(answer)

    return describe


def install():
    validate = state_machine_definition.validate
    intercept(
        "states",
        {"CreateStateMachine": create, "UpdateStateMachine": update, "ValidateStateMachineDefinition": validate},
    )
    sfn._publish_state_machine_version = _publish(sfn._publish_state_machine_version)
    sfn._describe_state_machine = _describe(sfn._describe_state_machine)
