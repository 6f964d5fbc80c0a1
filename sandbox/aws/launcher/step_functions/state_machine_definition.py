"""The interpreter, which knows the language, validates definitions: at creation, at update, and by
ValidateStateMachineDefinition.

Step Functions API Reference, ValidateStateMachineDefinition. MiniStack stores anything.
"""

import asyncio

from ministack.core.responses import error_response_json, json_response

from step_functions import interpreter


async def diagnostics(text):
    """The findings of a definition, as ValidateStateMachineDefinition returns them."""
    _, answer = await asyncio.to_thread(interpreter.call, "/validate", {"definition": text or ""})
    return answer.get("diagnostics") or []


async def refused(text):
    """The InvalidDefinition answer for a definition, or None."""
    found = await diagnostics(text)
    if not found:
        return None
    listed = ", ".join(f"{each['code']}: {each['message']} at {each['location']}" for each in found)
    return error_response_json("InvalidDefinition", f"Invalid State Machine Definition: '{listed}'", 400)


async def validate(request):
    found = await diagnostics(request.data.get("definition"))
    return json_response({"result": "FAIL" if found else "OK", "diagnostics": found, "truncated": False})
