"""A run of a Glue job of type pythonshell runs its script, under the job's role; one of any other type fails and says
why.

MiniStack lets every job that it cannot run succeed, and runs scripts with this machine's environment. Glue Developer
Guide, "Configuring job properties for Python shell jobs" and "Using job parameters": a script gets its arguments on
the command line, `--name value`.
"""

import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import glue

from iam import principals
from jobs import local_work

RUNS = "glue.amazonaws.com"
#: Seconds between two polls of a run.
POLL = 0.05
#: Longest run in minutes where the job says nothing: https://docs.aws.amazon.com/glue/latest/dg/add-job-python.html
LONGEST = 2880


def _resolve(original):
    def resolve(location):
        # Never None: a script that is not there would otherwise count as a success.
        return original(location) or f"{location or 'no script'}.py"

    return resolve


def _role_arn(role):
    return role if role.startswith("arn:") else f"arn:aws:iam::{get_account_id()}:role/{role}"


def _execute(run, job, arguments, script):
    kind = (job.get("Command") or {}).get("Name", "")
    job_arn = f"arn:aws:glue:{get_region()}:{get_account_id()}:job/{job['Name']}"
    credentials = principals.assume_as_service(_role_arn(job.get("Role", "")), RUNS, job_arn, run["Id"])
    if kind != "pythonshell":
        return _fail(run, f"The embedded cloud has no Spark: it runs jobs of type pythonshell, not {kind or 'none'}.")
    if credentials is None:
        return _fail(run, f"The role {job.get('Role')} cannot be assumed by Glue.")
    command = ["python3", script, *(text for pair in arguments.items() for text in map(str, pair))]
    work = local_work.Work(command, local_work.variables({}, credentials, get_region()))
    deadline = time.monotonic() + (job.get("Timeout") or LONGEST) * 60
    try:
        while work.ended() is None and run["JobRunState"] == "RUNNING" and time.monotonic() < deadline:
            time.sleep(POLL)
        code = work.ended()
        if run["JobRunState"] != "RUNNING":
            return None
        if code is None:
            run.update(JobRunState="TIMEOUT", ErrorMessage="Job run exceeded its timeout")
        elif code == 0:
            run["JobRunState"] = "SUCCEEDED"
        else:
            _fail(run, work.output[-2000:] or f"exit code {code}")
    finally:
        work.close()
    return None


def _fail(run, message):
    run.update(JobRunState="FAILED", ErrorMessage=message)


def install():
    glue._is_spark_job = lambda job: False
    glue._resolve_script = _resolve(glue._resolve_script)
    glue._execute_subprocess = _execute
