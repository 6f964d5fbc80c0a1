"""The launcher and every Lambda worker it started end when the process that started it is gone, however it ended."""

import os
import shutil
import signal
import threading
import time

from server import settings

#: Seconds between two polls.
INTERVAL = 0.5


def _watch():
    while os.getppid() == settings.PARENT:
        time.sleep(INTERVAL)
    if settings.SCRATCH:
        shutil.rmtree(settings.SCRATCH, ignore_errors=True)
    # The launcher leads a process group of its own, in which all workers are.
    os.killpg(os.getpgrp(), signal.SIGKILL)


def install():
    if settings.PARENT and os.getpgrp() == os.getpid():
        threading.Thread(target=_watch, daemon=True).start()
