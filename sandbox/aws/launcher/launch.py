"""Starts the embedded AWS: MiniStack on a loopback port, with IAM enforced and the patches below installed.

Each patch is one module, in the package of its service; its docstring says what MiniStack does and what AWS does
instead. Settings arrive in environment variables (server/settings.py; GATEWAY_PORT, AUTH and others are MiniStack's).
"""

import importlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

#: In order of installation: a later patch may build on an earlier one.
PATCHES = (
    "server.parent_watch",
    "iam.root_key",
    "iam.denials",
    "iam.authorize",
    "iam.sessions",
    "iam.chained_sessions",
    "iam.policy_variables",
    "iam.service_principals",
    "step_functions.state_machine_qualifier",
    "step_functions.executions",
    "step_functions.start_execution",
    "step_functions.describe_execution",
    "step_functions.stop_execution",
    "step_functions.redrive_execution",
    "step_functions.task_tokens",
    "step_functions.state_machines",
    "step_functions.deletion",
    "step_functions.machine_tags",
    "events.event_targets",
    "events.connections",
    "events.topic_functions",
    "metrics.describe_alarms",
    "metrics.alarm_actions",
    "metrics.alarm_evaluation",
    "metrics.action_suppression",
    "metrics.message_metrics",
    "logs.metric_filters",
    "logs.log_streams",
    "step_functions.execution_logs",
    "step_functions.execution_metrics",
    "step_functions.status_events",
    "secrets_manager.secret_versions",
    "secrets_manager.rotate_secret",
    "kms.keys",
    "kms.encrypted_data",
    "iam.provider_tags",
    "iam.oidc_providers",
    "iam.boundary_key",
    "iam.condition_keys",
    "iam.policy_documents",
    "iam.resource_names",
    "iam.simulate_principal_policy",
    "iam.assume_role",
    "iam.late_edits",
    "kms.late_aliases",
    "s3.conditional_writes",
    "s3.root_user",
    "s3.locked_versioning",
    "step_functions.late_lists",
    "functions.function_roles",
    "functions.function_environment",
    "functions.node_functions",
    "api_gateway.management",
    "api_gateway.jwt_authorizer",
    "api_gateway.requests",
    "jobs.container_tasks",
    "jobs.build_commands",
    "jobs.glue_runs",
    "server.administration",
    "federation.requests",
)


def main():
    os.environ["AUTH"] = "true"
    os.environ["BIND_HOST"] = "127.0.0.1"
    os.environ["IOT_MTLS_ENABLED"] = "0"
    for name in PATCHES:
        importlib.import_module(name).install()
    from ministack import app

    app.main()


if __name__ == "__main__":
    main()
