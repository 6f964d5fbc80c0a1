"""CreateStateMachine and UpdateStateMachine refuse a definition that AWS would not store.

The obvious mistakes only: unreadable JSON, no StartAt, names that lead nowhere, unknown types, members of the wrong
query language, states that nothing ends. Amazon States Language specification; errors as InvalidDefinition.
"""

import json

from ministack.core.responses import error_response_json

TYPES = {"Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"}
#: Members that belong to JSONPath and are refused in a JSONata state.
JSONPATH_ONLY = {"InputPath", "OutputPath", "Parameters", "ResultPath", "ResultSelector", "TimeoutSecondsPath",
                 "HeartbeatSecondsPath", "ItemsPath", "ErrorPath", "CausePath", "SecondsPath", "TimestampPath"}
#: Members that belong to JSONata and are refused in a JSONPath state. Assign is of both.
JSONATA_ONLY = {"Arguments", "Output", "Items"}
#: A state name has at most this many characters.
LONGEST_NAME = 80


def problems(text):
    """Every mistake found, as `(code, message, place)`; places are JSON pointers as AWS prints them."""
    try:
        definition = json.loads(text)
    except ValueError as error:
        return [("INVALID_JSON_DESCRIPTION", str(error), "/")]
    if not isinstance(definition, dict):
        return [("INVALID_JSON_DESCRIPTION", "The definition is not an object", "/")]
    found = []
    _flow(definition, "", definition.get("QueryLanguage", "JSONPath"), found, set())
    return found


def _schema(found, message, place):
    found.append(("SCHEMA_VALIDATION_FAILED", message, place))


def _flow(flow, place, language, found, names):
    states = flow.get("States")
    if not isinstance(states, dict) or not states:
        return _schema(found, "The field 'States' should have at least 1 state", f"{place}/States")
    start = flow.get("StartAt")
    if not isinstance(start, str):
        _schema(found, "These fields are required: [StartAt]", place or "/")
    elif start not in states:
        found.append(("MISSING_TRANSITION_TARGET", f"Missing 'StartAt' target: {start}", f"{place}/StartAt"))
    for name, state in states.items():
        here = f"{place}/States/{name}"
        if name in names:
            _schema(found, f"State names must be unique within the definition: {name}", here)
        names.add(name)
        if len(name) > LONGEST_NAME:
            _schema(found, f"A state name has at most {LONGEST_NAME} characters", here)
        if isinstance(state, dict):
            _state(state, here, states, state.get("QueryLanguage", language), found, names)
        else:
            _schema(found, "A state is an object", here)


def _target(holder, place, states, found):
    target = holder.get("Next")
    if target is not None and target not in states:
        found.append(("MISSING_TRANSITION_TARGET", f"Missing 'Next' target: {target}", f"{place}/Next"))


def _state(state, place, states, language, found, names):
    kind = state.get("Type")
    if kind not in TYPES:
        return _schema(found, f"Field Type should have one of these values: {sorted(TYPES)}", f"{place}/Type")
    wrong = JSONPATH_ONLY if language == "JSONata" else JSONATA_ONLY
    for member in sorted(wrong & state.keys()):
        _schema(found, f"Field '{member}' is not supported when QueryLanguage is '{language}'", f"{place}/{member}")
    if kind in ("Succeed", "Fail", "Choice"):
        for member in sorted({"Next", "End"} & state.keys()):
            _schema(found, f"Field '{member}' is not supported in a {kind} state", f"{place}/{member}")
    elif ("Next" in state) == (state.get("End") is True):
        _schema(found, "These fields are required: exactly one of [Next, End]", place)
    _target(state, place, states, found)
    _branches(state, place, states, language, found, names)


def _branches(state, place, states, language, found, names):
    kind = state["Type"]
    if kind == "Task" and not isinstance(state.get("Resource"), str):
        _schema(found, "These fields are required: [Resource]", place)
    if kind == "Choice":
        choices = state.get("Choices") or []
        if not choices:
            _schema(found, "The field 'Choices' should have at least 1 element", f"{place}/Choices")
        for index, choice in enumerate(choices):
            if "Next" not in choice:
                _schema(found, "These fields are required: [Next]", f"{place}/Choices[{index}]")
            _target(choice, f"{place}/Choices[{index}]", states, found)
        _target({"Next": state.get("Default")}, f"{place}/Default", states, found)
    for index, catcher in enumerate(state.get("Catch") or []):
        here = f"{place}/Catch[{index}]"
        _errors(catcher, state["Catch"], index, here, found)
        if "Next" not in catcher:
            _schema(found, "These fields are required: [Next]", here)
        _target(catcher, here, states, found)
    for index, retrier in enumerate(state.get("Retry") or []):
        _errors(retrier, state["Retry"], index, f"{place}/Retry[{index}]", found)
    if kind == "Parallel":
        for index, branch in enumerate(state.get("Branches") or []):
            _flow(branch, f"{place}/Branches[{index}]", language, found, names)
    if kind == "Map":
        processor = state.get("ItemProcessor") or state.get("Iterator") or {}
        _flow(processor, f"{place}/ItemProcessor", language, found, names)


def _errors(clause, clauses, index, place, found):
    errors = clause.get("ErrorEquals")
    if not errors:
        return _schema(found, "These fields are required: [ErrorEquals]", place)
    if "States.ALL" in errors and (len(errors) > 1 or index < len(clauses) - 1):
        _schema(found, "States.ALL must appear alone, and in the last of its clauses", f"{place}/ErrorEquals")


def refused(text):
    """The InvalidDefinition answer for a definition, or None."""
    found = problems(text or "")
    if not found:
        return None
    listed = ", ".join(f"{code}: {message} at {place}" for code, message, place in found)
    return error_response_json("InvalidDefinition", f"Invalid State Machine Definition: '{listed}'", 400)
