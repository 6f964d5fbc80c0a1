"""A task of ECS runs the commands of its containers, under its task role, and stops when an essential one ends.

MiniStack leaves a task RUNNING for ever where there is no Docker, and does not check iam:PassRole for its roles.
RunTask is authorized on the task definition's revision, StopTask and DescribeTasks on the task, all three with
ecs:cluster. Service Authorization Reference, "Actions, resources, and condition keys for Amazon Elastic Container
Service"; ECS Developer Guide, "Task lifecycle". A container without a command cannot run: its image would have to be
pulled.
"""

import contextvars
import json
import threading
import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import ecs

from iam import authorize, principals
from jobs import local_work
from server.interception import intercept

TASKS = "ecs-tasks.amazonaws.com"
#: Seconds between two polls of the processes of a task.
POLL = 0.05
#: Between the resource and the cluster while a call is on its way to its authorization: no ARN has it.
MARK = "|"


def _arn(kind, reference):
    """The ARN of what a request names by ARN or by the last part of one."""
    own = f"arn:aws:ecs:{get_region()}:{get_account_id()}:{kind}/{reference}"
    return reference if reference.startswith("arn:") else own


def _resource(action, data):
    if action not in ("RunTask", "StopTask", "DescribeTasks"):
        return None
    cluster = _arn("cluster", data.get("cluster") or "default")
    if action == "RunTask":
        reference = data.get("taskDefinition", "")
        definition = ecs._task_defs.get(ecs._resolve_td_key(reference))
        resource = definition["taskDefinitionArn"] if definition else _arn("task-definition", reference)
    else:
        task = data.get("task") or next(iter(data.get("tasks") or []), "")
        resource = _arn(f"task/{cluster.rsplit('/', 1)[-1]}", task)
    return f"{resource}{MARK}{cluster}"


def _refinement(action, resource, context):
    resource, _, cluster = resource.partition(MARK)
    return resource, {**context, "ecs:cluster": cluster} if cluster else context


def _roles(data):
    definition = ecs._task_defs.get(ecs._resolve_td_key(data.get("taskDefinition", ""))) or {}
    overrides = data.get("overrides") or {}
    return {
        member: overrides.get(member) or definition.get(member)
        for member in ("taskRoleArn", "executionRoleArn")
        if overrides.get(member) or definition.get(member)
    }


async def _run_task(request):
    roles = _roles(request.data)
    for role in roles.values():
        denied = authorize.also_needs(request, "iam", "iam:PassRole", role, {"iam:PassedToService": TASKS}, "ecs")
        if denied:
            return denied
    answer = await request.proceed()
    if answer[0] == 200:
        for task in json.loads(answer[2])["tasks"]:
            context = contextvars.copy_context()
            arguments = (task["taskArn"], roles, request.data.get("overrides") or {})
            threading.Thread(target=context.run, args=(_run, *arguments), daemon=True).start()
    return answer


def _run(task_arn, roles, overrides):
    task = ecs._tasks.get(task_arn)
    if task is None:
        return
    try:
        works = _start(task_arn, task, roles, overrides)
    except _CannotStart as reason:
        ecs._mark_task_stopped(task_arn, task, str(reason), "TaskFailedToStart")
        return
    try:
        _watch(task_arn, task, works)
    finally:
        for work, _ in works.values():
            work.close()


class _CannotStart(Exception):
    pass


def _start(task_arn, task, roles, overrides):
    """The containers' processes by container, each with whether it is essential."""
    definition = ecs._task_defs[ecs._resolve_td_key(task["taskDefinitionArn"])]
    credentials = None
    for member, role in roles.items():
        session = principals.assume_as_service(role, TASKS, task_arn, task_arn.rsplit("/", 1)[-1])
        if session is None:
            raise _CannotStart(f"ECS was unable to assume the role '{role}' that was provided for this task.")
        credentials = session if member == "taskRoleArn" else credentials
    works = {}
    for container in definition.get("containerDefinitions", []):
        name = container["name"]
        override = ecs._container_override_for(overrides.get("containerOverrides") or [], name)
        arguments = [*(container.get("entryPoint") or []), *(override.get("command") or container.get("command") or [])]
        given = {
            each["name"]: each["value"]
            for each in [*(container.get("environment") or []), *(override.get("environment") or [])]
        }
        environment = local_work.variables(
            {**given, **ecs._resolve_container_secrets(container)}, credentials, get_region()
        )
        try:
            if not arguments:
                raise OSError(f"the container {name} has no command, and the embedded cloud pulls no image")
            works[name] = (local_work.Work(arguments, environment), container.get("essential", True))
        except OSError as error:
            for work, _ in works.values():
                work.close()
            raise _CannotStart(f"CannotStartContainerError: {error}") from error
    return works


def _watch(task_arn, task, works):
    while True:
        codes = {name: work.ended() for name, (work, _) in works.items()}
        for container in task.get("containers", []):
            if codes.get(container["name"]) is not None:
                container.update(exitCode=codes[container["name"]], lastStatus="STOPPED")
        if task["lastStatus"] == "STOPPED":
            return
        over = all(code is not None for code in codes.values())
        if over or any(essential and codes[name] is not None for name, (_, essential) in works.items()):
            break
        time.sleep(POLL)
    for name, (work, _) in works.items():
        if codes[name] is None:
            work.stop()
    for container in task.get("containers", []):
        container["exitCode"] = works[container["name"]][0].ended()
    ecs._mark_task_stopped(task_arn, task, "Essential container in task exited", "EssentialContainerExited")


def install():
    authorize.resource_of("ecs", _resource)
    authorize.refine("ecs", _refinement)
    intercept("ecs", {"RunTask": _run_task})
