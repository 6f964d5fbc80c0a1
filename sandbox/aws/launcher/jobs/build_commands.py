"""A build of CodeBuild runs the commands of its project's buildspec in a shell, under the project's role.

MiniStack lets every build succeed immediately, and knows neither the overrides of StartBuild nor, in IAM, whose
builds StopBuild and BatchGetBuilds are about. CodeBuild User Guide, "Build specification reference" (version 0.2: one
shell for all commands; post_build runs when build has failed) and "Environment variables in build environments".
Sources are not fetched: the buildspec is the project's own text.
"""

import contextvars
import shlex
import time

import yaml
from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import codebuild

from iam import authorize, principals
from jobs import local_work
from server.interception import intercept

BUILDS = "codebuild.amazonaws.com"
#: In CodeBuild's order.
PHASES = ("install", "pre_build", "build", "post_build")
#: Seconds between two polls of a build.
POLL = 0.05

#: Request of the StartBuild call that is creating a build.
_start_request = contextvars.ContextVar("start_build", default=None)


def _project(action, data):
    if action not in ("StopBuild", "BatchGetBuilds"):
        return None
    build = data.get("id") or next(iter(data.get("ids") or []), "")
    project = build.rsplit("/", 1)[-1].split(":")[0]
    return f"arn:aws:codebuild:{get_region()}:{get_account_id()}:project/{project}"


async def _start_build(request):
    minutes = request.data.get("timeoutInMinutesOverride")
    if minutes is not None and not 5 <= minutes <= 2160:
        message = "Invalid timeout in minutes: it must be between 5 and 2160"
        return error_response_json("InvalidInputException", message, 400)
    _start_request.set(request.data)
    return await request.proceed()


def _made(original):
    def make(project, build_id, source_version=None):
        build = original(project, build_id, source_version)
        request = _start_request.get() or {}
        build["timeoutInMinutes"] = request.get("timeoutInMinutesOverride") or build["timeoutInMinutes"]
        build["resolvedSourceVersion"] = build["sourceVersion"]
        environment = build.get("environment") or {}
        overrides = request.get("environmentVariablesOverride") or []
        named = {each["name"] for each in overrides}
        others = [each for each in environment.get("environmentVariables") or [] if each["name"] not in named]
        build["environment"] = {**environment, "environmentVariables": [*others, *overrides]}
        return build

    return make


def _script(spec):
    """One shell for all phases; a failed phase skips those after it, but for post_build after build."""
    lines = ['failed=""']
    for phase in PHASES:
        commands = ((spec.get("phases") or {}).get(phase) or {}).get("commands") or []
        if not commands:
            continue
        # A command that fails ends its phase; the shell itself goes on, with what the commands have set.
        steps = " &&\n".join(f"eval {shlex.quote(command)}" for command in commands)
        runs = '[ -z "$failed" ]' if phase != "post_build" else '{ [ -z "$failed" ] || [ "$failed" = build ]; }'
        lines += [f"if {runs}; then", f'{{ {steps}; }} || failed="${{failed:-{phase}}}"', "fi"]
    exported = (spec.get("env") or {}).get("exported-variables") or []
    lines += [f'[ -z "${{{name}+x}}" ] || printf %s "${name}" > {shlex.quote(f"exported.{name}")}' for name in exported]
    lines += ['[ -z "$failed" ]']
    return "\n".join(lines)


def _environment(build, project, spec, credentials):
    plain = {
        each["name"]: each["value"]
        for each in build["environment"].get("environmentVariables") or []
        if each.get("type", "PLAINTEXT") == "PLAINTEXT"
    }
    own = {
        "CODEBUILD_BUILD_ID": build["id"],
        "CODEBUILD_BUILD_ARN": build["arn"],
        "CODEBUILD_BUILD_NUMBER": str(build["buildNumber"]),
    }
    given = {name: str(value) for name, value in ((spec.get("env") or {}).get("variables") or {}).items()}
    return local_work.variables({**given, **plain, **own}, credentials, get_region())


def _execute(build_id, project):
    build = codebuild._builds.get(build_id)
    if build is None:
        return
    credentials = principals.assume_as_service(
        project.get("serviceRole", ""), BUILDS, project["arn"], build_id.split(":")[-1]
    )
    if credentials is None:
        _fail(build, "CLIENT_ERROR: CodeBuild is not authorized to assume the service role")
        return
    try:
        spec = yaml.safe_load((project.get("source") or {}).get("buildspec") or "")
        script = _script(spec)
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        _fail(build, f"YAML_FILE_ERROR: {error}")
        return
    emit = codebuild._log_sink(build)
    work = local_work.Work(["/bin/sh", "-c", script], _environment(build, project, spec, credentials), emit)
    deadline = time.monotonic() + build["timeoutInMinutes"] * 60
    try:
        while work.ended() is None and build["buildStatus"] != "STOPPED" and time.monotonic() < deadline:
            time.sleep(POLL)
        code = work.ended()
        work.stop()
        if build["buildStatus"] == "STOPPED":
            return
        build["exportedEnvironmentVariables"] = _exported(work.folder, spec)
        status = "TIMED_OUT" if code is None else "SUCCEEDED" if code == 0 else "FAILED"
        if code:
            _context(build, "BUILD", f"COMMAND_EXECUTION_ERROR: {work.output}"[:2000])
        codebuild._record_phase(build, "BUILD", status)
        codebuild._finish_build(build, status)
    finally:
        codebuild._clear_stopped(build_id)
        work.close()


def _exported(folder, spec):
    found = []
    for name in (spec.get("env") or {}).get("exported-variables") or []:
        try:
            with open(f"{folder}/exported.{name}", encoding="utf-8") as file:
                found.append({"name": name, "value": file.read()})
        except OSError:
            continue
    return found


def _context(build, phase, message):
    build["phases"].append(
        {
            "phaseType": phase,
            "startTime": build["startTime"],
            "contexts": [{"statusCode": message.split(":")[0], "message": message}],
        }
    )


def _fail(build, message):
    _context(build, "BUILD", message)
    codebuild._record_phase(build, "BUILD", "FAILED")
    codebuild._finish_build(build, "FAILED")


def install():
    authorize.resource_of("codebuild", _project)
    codebuild.EXECUTE_BUILDS = True
    codebuild._make_build_record = _made(codebuild._make_build_record)
    codebuild._execute_build = _execute
    # No Docker: no container is searched for.
    codebuild._container_for_build = lambda build_id: None
    intercept("codebuild", {"StartBuild": _start_build})
