"""Roles and managed policies take effect late, by the delay `iam`: a new one, an edit of its trust or policies, its end.

IAM User Guide, "Troubleshoot IAM", "Changes that I make are not always immediately visible": IAM is eventually
consistent. MiniStack's change counts at once. Calls of IAM itself read what was written, except where IAM judges it:
principals that a trust names, and SimulatePrincipalPolicy.
"""

import contextvars
import copy
import time

from ministack import app
from ministack.core.responses import get_account_id
from ministack.services import iam

from iam import policy_documents
from server import settings
from server.interception import intercept

ROLE_ACTIONS = (
    "CreateRole",
    "DeleteRole",
    "UpdateRole",
    "UpdateAssumeRolePolicy",
    "PutRolePolicy",
    "DeleteRolePolicy",
    "AttachRolePolicy",
    "DetachRolePolicy",
    "PutRolePermissionsBoundary",
    "DeleteRolePermissionsBoundary",
)
POLICY_ACTIONS = ("CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "SetDefaultPolicyVersion")

#: Whether the code that runs belongs to a call of IAM, which reads what was written.
_managing = contextvars.ContextVar("managing", default=False)


class History:
    """What a record was, until its changes count: the record that counts now, and (time, record) of later ones."""

    def __init__(self, counted):
        self.counted = counted
        self.changes = []

    def current(self):
        while self.changes and self.changes[0][0] <= time.time():
            self.counted = self.changes.pop(0)[1]
        return self.counted


def late(store, delay):
    """Makes a store of IAM answer with what counts, and returns `record(key, before)`, to be called after a change."""
    histories = {}

    class Late(type(store)):
        __slots__ = ()

        def get(self, key, default=None):
            return self.get_scoped(get_account_id(), None, key, default)

        def get_scoped(self, account_id, region, key, default=None):
            history = histories.get((account_id, key))
            live = super().get_scoped(account_id, region, key, default)
            if history is None or _managing.get():
                return live
            counted = history.current()
            if history.changes:
                return default if counted is None else counted
            histories.pop((account_id, key), None)
            return live

    def record(key, before):
        scoped = (get_account_id(), key)
        after = copy.deepcopy(store._data.get(scoped))
        histories.setdefault(scoped, History(before)).changes.append((time.time() + delay, after))

    store.__class__ = Late
    return record


def _recorded(store, record, key_of):
    async def change(request):
        key = key_of(request.data)
        before = copy.deepcopy(store._data.get((get_account_id(), key)))
        answer = await request.proceed()
        if answer[0] == 200:
            record(key, before)
        return answer

    return change


def _policy_arn(data):
    path = data.get("Path") or "/"
    return data.get("PolicyArn") or f"arn:aws:iam::{get_account_id()}:policy{path}{data.get('PolicyName')}"


def _as_others_see(original):
    def judged(*args):
        token = _managing.set(False)
        try:
            return original(*args)
        finally:
            _managing.reset(token)

    return judged


def _managed(following):
    async def handle(*args):
        token = _managing.set(True)
        try:
            return await following(*args)
        finally:
            _managing.reset(token)

    return handle


def install():
    delay = settings.delay("iam")
    if delay == 0:
        return
    roles = _recorded(iam._roles, late(iam._roles, delay), lambda data: data.get("RoleName"))
    policies = _recorded(iam._policies, late(iam._policies, delay), _policy_arn)
    intercept("iam", {**dict.fromkeys(ROLE_ACTIONS, roles), **dict.fromkeys(POLICY_ACTIONS, policies)})
    policy_documents.missing_principal = _as_others_see(policy_documents.missing_principal)
    simulate = "SimulatePrincipalPolicy"
    iam._IAM_HANDLERS[simulate] = _as_others_see(iam._IAM_HANDLERS[simulate])
    app.SERVICE_HANDLERS["iam"] = _managed(app.SERVICE_HANDLERS["iam"])
