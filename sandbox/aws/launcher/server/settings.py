"""Settings of the launcher: environment variables, read once."""

import json
import os

#: Twelve-digit account that everything lives in.
ACCOUNT = os.environ.get("EMBEDDED_ACCOUNT", "123456789012")
REGION = os.environ.get("EMBEDDED_REGION", "us-east-1")
#: Address of the Step Functions interpreter, and the token that it requires.
INTERPRETER_URL = os.environ.get("EMBEDDED_INTERPRETER_URL", "")
INTERPRETER_TOKEN = os.environ.get("EMBEDDED_INTERPRETER_TOKEN", "")
#: Factor on the times that composite alarms wait for their suppressor.
WAIT_SCALE = float(os.environ.get("EMBEDDED_WAIT_SCALE", "1"))
#: Token of the administration paths under /_embedded/.
ADMIN_TOKEN = os.environ.get("EMBEDDED_ADMIN_TOKEN", "")
#: Where hosts that DNS would resolve elsewhere are found here: host -> loopback URL.
HOSTS = json.loads(os.environ.get("EMBEDDED_HOSTS", "{}"))
#: Process that the launcher must not outlive.
PARENT = int(os.environ.get("EMBEDDED_PARENT", "0"))
#: Folder for everything temporary; removed at the end.
SCRATCH = os.environ.get("EMBEDDED_SCRATCH", "")

#: Seconds by which services are behind, by kind: iam, keyAlias, versions, logs; 0 where a kind is absent.
DELAYS = json.loads(os.environ.get("EMBEDDED_DELAYS", "{}"))


def delay(kind):
    return float(DELAYS.get(kind, 0))
