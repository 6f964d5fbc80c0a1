"""Versions and aliases of a machine are listed late, by the delay `versions`; MiniStack lists them at once.

Step Functions API Reference: many operations are eventually consistent, lists among them. A version that is not listed
yet can be described and started by its ARN.
"""

import time

from ministack.core.responses import json_response
from ministack.services import stepfunctions as sfn

from server import settings
from server.interception import intercept

#: ARN of a version or an alias -> when it was seen first.
_seen = {}


def _notice():
    now = time.time()
    for store in (sfn._state_machine_versions, sfn._state_machine_aliases):
        for arn in list(store):
            _seen.setdefault(arn, now)


async def _changing(request):
    answer = await request.proceed()
    _notice()
    return answer


def _listing(member, name):
    async def listing(request):
        status, headers, body = await request.proceed()
        if status != 200:
            return status, headers, body
        answer = sfn.json.loads(body)
        visible = time.time() - settings.delay("versions")
        answer[member] = [one for one in answer.get(member, []) if _seen.get(one[name], 0) <= visible]
        return json_response(answer)

    return listing


def install():
    if settings.delay("versions") == 0:
        return
    changing = ("CreateStateMachine", "UpdateStateMachine", "PublishStateMachineVersion", "CreateStateMachineAlias")
    intercept("states", dict.fromkeys(changing, _changing))
    intercept(
        "states",
        {
            "ListStateMachineVersions": _listing("stateMachineVersions", "stateMachineVersionArn"),
            "ListStateMachineAliases": _listing("stateMachineAliases", "stateMachineAliasArn"),
        },
    )
