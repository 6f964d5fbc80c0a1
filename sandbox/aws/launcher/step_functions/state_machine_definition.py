"""The interpreter, which knows the language, validates definitions: at creation, at update, and by
ValidateStateMachineDefinition.

Step Functions API Reference, ValidateStateMachineDefinition. MiniStack stores anything.
"""

import asyncio

from ministack.core.responses import error_response_json, json_response

from step_functions import interpreter

#: Longest definition in characters, which the API itself checks (API Reference, CreateStateMachine).
LONGEST_DEFINITION = 1_048_576
#: Findings of one answer (API Reference, ValidateStateMachineDefinition: maxResults).
MOST_DIAGNOSTICS = 100


def _constraint(member, what, most):
    reason = f"Member must have {what} less than or equal to {most}"
    message = f"1 validation error detected: Value at '{member}' failed to satisfy constraint: {reason}"
    return error_response_json("ValidationException", message, 400)


def _too_long(text):
    """The answer for a definition that is longer than the API allows, or None."""
    return _constraint("definition", "length", LONGEST_DEFINITION) if len(text or "") > LONGEST_DEFINITION else None


async def diagnostics(text):
    """The findings of a definition, as ValidateStateMachineDefinition returns them."""
    _, answer = await asyncio.to_thread(interpreter.call, "/validate", {"definition": text or ""})
    return answer.get("diagnostics") or []


async def refused(text):
    """The answer that refuses a definition, or None."""
    too_long = _too_long(text)
    if too_long:
        return too_long
    found = await diagnostics(text)
    if not found:
        return None
    listed = ", ".join(f"{each['code']}: {each['message']} at {each.get('location', 'null')}" for each in found)
    return error_response_json("InvalidDefinition", f"Invalid State Machine Definition: '{listed}'", 400)


async def validate(request):
    text = request.data.get("definition")
    too_long = _too_long(text)
    if too_long:
        return too_long
    found = await diagnostics(text)
    most = request.data.get("maxResults") or MOST_DIAGNOSTICS
    if not 0 < most <= MOST_DIAGNOSTICS:
        return _constraint("maxResults", "value", MOST_DIAGNOSTICS)
    listed = {"diagnostics": found[:most], "truncated": len(found) > most}
    return json_response({"result": "FAIL" if found else "OK", **listed})
