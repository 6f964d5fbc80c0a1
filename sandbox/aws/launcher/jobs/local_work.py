"""What ECS, CodeBuild and Glue would run in containers of their own runs here as a process of this machine.

Images are not pulled and nothing is isolated: the command is real, the machine is this one. A process gets the
variables it is given and the credentials of its role, nothing of the launcher's environment; it ends with the
launcher, its children with it.
"""

import collections
import ctypes
import os
import signal
import subprocess
import tempfile
import threading

from server import settings

#: Linux: the signal that a process gets when the one that started it is gone. prctl(2)
PR_SET_PDEATHSIG = 1
#: Last lines of output that a message contains.
LAST_LINES = 40
#: Seconds between the polite signal and the other.
GRACE = 1

_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent():
    if hasattr(_libc, "prctl"):
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def variables(given, credentials, region):
    """The environment of a process: PATH, the endpoint, its role's credentials, and what it is given."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "en_US.UTF-8",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        **(
            {
                "AWS_ACCESS_KEY_ID": credentials["accessKeyId"],
                "AWS_SECRET_ACCESS_KEY": credentials["secretAccessKey"],
                "AWS_SESSION_TOKEN": credentials["sessionToken"],
            }
            if credentials
            else {}
        ),
        **given,
    }


class Work:
    """One process in an empty folder of its own; `started` is whether it could be started at all."""

    def __init__(self, arguments, environment, on_line=lambda line: None):
        self._lines = collections.deque(maxlen=LAST_LINES)
        self._folder = tempfile.TemporaryDirectory(dir=settings.SCRATCH or None)
        self.folder = self._folder.name
        self._on_line = on_line
        self._process = subprocess.Popen(
            arguments,
            env={**environment, "HOME": self.folder, "TMPDIR": self.folder},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # A group of its own, so that the children that it starts end with it.
            process_group=0,
            preexec_fn=_die_with_parent,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            self._lines.append(line.rstrip("\n"))
            self._on_line(line.rstrip("\n"))

    @property
    def output(self):
        """The last lines that it wrote."""
        return "\n".join(self._lines)

    def ended(self):
        """Its exit code once it has ended, as a shell reports it; None while it runs."""
        code = self._process.poll()
        return None if code is None else code if code >= 0 else 128 - code

    def stop(self):
        """Ends it and its children."""
        for one in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, one)
                self._process.wait(GRACE)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue

    def close(self):
        """Removes its folder and ends its remaining children."""
        self.stop()
        self._process.wait()
        self._reader.join(GRACE)
        self._folder.cleanup()
