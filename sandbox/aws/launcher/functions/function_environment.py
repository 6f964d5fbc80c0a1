"""What a function finds in its environment: Lambda's own variables and its configured ones, nothing of this machine's.

Lambda Developer Guide, "Defined runtime environment variables". MiniStack hands its whole environment on.
"""

import os
import subprocess
import types

from ministack.core import lambda_runtime
from ministack.core.responses import get_region, new_uuid
from ministack.services import lambda_svc

#: What a function may have from this machine: without PATH nothing runs; the hosts stand for the cloud's name resolution,
#: and the runtime client for Node.js takes them out again.
PASSED_ON = {"PATH", "EMBEDDED_HOSTS"}


def variables(config, code_dir, port):
    """The environment of a worker that speaks the Lambda Runtime API on a loopback port."""
    name = config.get("FunctionName", "")
    log_group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{name}"
    return {
        **{key: os.environ[key] for key in PASSED_ON if key in os.environ},
        "TZ": ":UTC",
        "LANG": "en_US.UTF-8",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
        lambda_runtime.HOST_PREFIX_ENV: "true",
        **lambda_svc._runtime_env_vars(config),
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}",
        "AWS_REGION": get_region(),
        "AWS_DEFAULT_REGION": get_region(),
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.get('Runtime', '')}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version", "$LATEST"),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": new_uuid(),
        "LAMBDA_TASK_ROOT": code_dir,
        "_HANDLER": config.get("Handler", ""),
        **lambda_runtime.execution_credentials(config),
    }


def _without_host(environment):
    return {
        name: value
        for name, value in environment.items()
        if name in PASSED_ON or name not in os.environ or os.environ[name] != value
    }


def _start(*arguments, env=None, **options):
    return subprocess.Popen(*arguments, env=None if env is None else _without_host(env), **options)


def install():
    lambda_svc._provided_worker_env = variables
    # Workers of other runtimes build theirs from this process's environment.
    shown = {name: getattr(subprocess, name) for name in dir(subprocess) if not name.startswith("_")}
    lambda_runtime.subprocess = types.SimpleNamespace(**{**shown, "Popen": _start})
