"""Expired sessions are dropped now and then, not at each new one, and without minding those that come in meanwhile.

MiniStack walks its table of sessions at each AssumeRole; executions start on threads of their own, and a table that
grows while it is walked raises. https://docs.python.org/3/library/stdtypes.html#dictionary-view-objects
"""

import time

from ministack.services import sts

#: Seconds between two removals of expired sessions. They are refused at use; removing them only saves memory.
INTERVAL = 60

_last = time.monotonic()


def _evict():
    global _last
    if time.monotonic() - _last < INTERVAL:
        return
    _last = time.monotonic()
    for key, session in list(sts._sessions.items()):
        if sts._session_expired(session):
            sts._sessions.pop(key, None)


def install():
    sts._evict_expired_sessions = _evict
