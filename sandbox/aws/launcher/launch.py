"""Starts the embedded AWS: MiniStack on a loopback port, with IAM enforced and the fixes below in place.

Each fix is one file of this folder that says what MiniStack does otherwise and what AWS does. Settings arrive in
environment variables (settings.py; GATEWAY_PORT, AUTH and others are MiniStack's own).
"""

import importlib
import importlib.util
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

#: In order: a later fix may build on an earlier one.
MENDS = (
    "parent_watch",
    "root_key",
    "denials",
    "authorize",
    "sessions",
    "state_machine_qualifier",
    "executions",
    "start_execution",
    "describe_execution",
    "stop_execution",
    "redrive_execution",
    "task_tokens",
    "state_machines",
    "event_targets",
    "connections",
    "topic_functions",
    "alarm_actions",
    "alarm_evaluation",
    "metric_filters",
    "log_streams",
    "execution_logs",
    "execution_metrics",
    "status_events",
    "secret_versions",
    "rotate_secret",
    "kms_keys",
    "encrypted_data",
    "oidc_providers",
    "condition_keys",
    "policy_documents",
    "resource_names",
    "simulate_principal_policy",
    "assume_role",
    "function_roles",
    "function_environment",
    "node_functions",
    "container_tasks",
    "build_commands",
    "glue_runs",
    "administration",
)

#: Written beside the fixes by whoever needs them; installed when there.
OPTIONAL = ("federation",)


def main():
    os.environ["AUTH"] = "true"
    os.environ["BIND_HOST"] = "127.0.0.1"
    os.environ["IOT_MTLS_ENABLED"] = "0"
    for name in MENDS + tuple(name for name in OPTIONAL if importlib.util.find_spec(name)):
        importlib.import_module(name).install()
    from ministack import app

    app.main()


if __name__ == "__main__":
    main()
