"""Node.js functions run on a runtime client of the project's own, which speaks the Lambda Runtime API.

Errors then carry the handler's own type and message, an error does not end the worker, and time-outs read as AWS's.
MiniStack reports every failure as Runtime.HandlerError and keeps one worker per function for ever.
"""

import functools
import io
import os
import shutil
import threading
import zipfile

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

RUNTIME = os.path.join(os.path.dirname(os.path.abspath(__file__)), "node-runtime.mjs")
#: Workers that start at the same time; more only slow each other down on a small machine.
STARTING = threading.Semaphore(4)
#: Warm workers at most; the longest idle are ended first.
MOST_WARM = 24


@functools.lru_cache(maxsize=128)
def _with_bootstrap(code_zip):
    """The function's package with the entry point that the Runtime API worker looks for."""
    package = io.BytesIO(code_zip)
    with zipfile.ZipFile(package, "a") as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, f'#!/bin/sh\nexec "{shutil.which("node")}" "{RUNTIME}"\n')
    return package.getvalue()


class NodeWorker(lambda_runtime.ProvidedWorker):
    """A Node.js process that serves one function, one event at a time."""

    def __init__(self, func_name, config, code_zip):
        super().__init__(func_name, config, _with_bootstrap(code_zip))

    def _spawn(self, *arguments, **options):
        with STARTING:
            return super()._spawn(*arguments, **options)

    def _await_init(self, *arguments, **options):
        try:
            super()._await_init(*arguments, **options)
        except RuntimeError:
            failure = self._init_error
            if isinstance(failure, dict):
                raise lambda_runtime.ProvidedRuntimeError(failure["errorMessage"], failure["errorType"]) from None
            raise

    def invoke(self, event, request_id, **options):
        result = super().invoke(event, request_id, **options)
        failure = result.get("error_payload")
        if isinstance(failure, dict) and failure.get("errorType") == "Sandbox.Timedout":
            seconds = self.config.get("Timeout", 3)
            failure["errorMessage"] = f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds"
        elif isinstance(failure, dict) and failure.get("errorType") == "Runtime.ExitError":
            failure["errorMessage"] = f"RequestId: {request_id} Error: Runtime exited without providing a reason"
        return result


def _is_node(config):
    return str(config.get("Runtime", "")).startswith("nodejs") and not config.get("Layers")


def _worker_class(original):
    def choose(config):
        return NodeWorker if _is_node(config) else original(config)

    return choose


def _execute(original):
    def execute(func, event, request_id):
        config = func.get("config") or func
        if _is_node(config):
            return lambda_svc._execute_function_provided_warm(func, event, request_id)
        return original(func, event, request_id)

    return execute


def _trim():
    with lambda_runtime._lock:
        idle = [
            (worker.last_used, key, worker)
            for key, pool in lambda_runtime._workers.items()
            for worker in pool
            if not worker.in_use
        ]
        excess = sum(len(pool) for pool in lambda_runtime._workers.values()) - MOST_WARM
        leaving = sorted(idle, key=lambda each: each[0])[: max(0, excess)]
        for _, key, worker in leaving:
            lambda_runtime._workers[key].remove(worker)
    lambda_runtime.kill_workers([worker for _, _, worker in leaving])


def _release(original):
    def release(worker):
        original(worker)
        _trim()

    return release


def install():
    lambda_runtime._worker_class_for = _worker_class(lambda_runtime._worker_class_for)
    lambda_svc._execute_function_warm = _execute(lambda_svc._execute_function_warm)
    lambda_svc.release_worker = _release(lambda_svc.release_worker)
