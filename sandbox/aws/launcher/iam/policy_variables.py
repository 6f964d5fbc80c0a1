"""Policy variables: `${aws:PrincipalTag/team}` in a resource or a condition is the value of that key in the request.

IAM User Guide, "IAM policy elements: Variables and tags": in documents of version 2012-10-17 alone; `${key, 'default'}`
has a default; the characters of a value are no wildcards; `${*}`, `${?}` and `${$}` are the characters themselves. A
statement with a variable that has neither value nor default does not apply. MiniStack reads variables as text.
"""

import dataclasses
import json
import re

from ministack.core import iam_evaluator as evaluator

VARIABLE = re.compile(r"\$\{([^{}]*)\}")
INSIDE = re.compile(r"\s*([^,]*?)\s*(?:,\s*'([^']*)')?\s*")
CHARACTERS = "*?$"
#: Operators that read `*` and `?` as wildcards.
_WILD = re.compile("like|arn", re.IGNORECASE)
#: Stand for the characters `*` and `?` in a pattern, where those are wildcards.
LITERAL = {"*": "\ue000", "?": "\ue001"}


class Unresolved(Exception):
    """A variable has no value in the request."""


def _expand(text, context, pattern):
    def literal(value):
        return "".join(LITERAL.get(sign, sign) for sign in value) if pattern else value

    def put(match):
        if match[1] in CHARACTERS and match[1]:
            return literal(match[1])
        key, default = INSIDE.fullmatch(match[1]).groups()
        value = evaluator._resolve_condition_key(key, context)
        value = default if value is None else value
        if value is None or isinstance(value, list):
            raise Unresolved(key)
        return literal(str(value))

    return VARIABLE.sub(put, text)


def _texts(values, context, pattern):
    values = values if isinstance(values, list) else [values]
    return [_expand(value, context, pattern) if isinstance(value, str) else value for value in values]


def _expanded_conditions(conditions, context):
    return {
        operator: {key: _texts(values, context, _WILD.search(operator) is not None) for key, values in keys.items()}
        for operator, keys in conditions.items()
        if isinstance(keys, dict)
    }


def _escaped(statement):
    """The statement of a document in which variables are text."""
    return json.loads(json.dumps(statement).replace("${", "${$}{"))


def install():
    first, met, parse, matches = (
        evaluator._first_match,
        evaluator._conditions_met,
        evaluator.parse_policy_document,
        evaluator.fnmatch_iam_cs,
    )

    def first_match(context, statements, effect):
        for each in statements:
            applied = each
            if "${" in f"{each.resources}{each.not_resources}":
                try:
                    resources = _texts(each.resources, context, True)
                    others = _texts(each.not_resources, context, True)
                except Unresolved:
                    continue
                applied = dataclasses.replace(each, resources=resources, not_resources=others)
            if first(context, [applied], effect):
                return each
        return None

    def conditions_met(conditions, context):
        try:
            return met(_expanded_conditions(conditions, context) if "${" in str(conditions) else conditions, context)
        except Unresolved:
            return False

    def parsed(document):
        """MiniStack parses documents as text, and statements that it has picked out of one as an object."""
        if not isinstance(document, str):
            return parse(document)
        try:
            content = json.loads(document)
        except ValueError:
            return []
        if isinstance(content, dict) and content.get("Version") != "2012-10-17":
            content = _escaped(content)
        return parse(content)

    def literal_matches(value, pattern):
        for sign, stand in LITERAL.items():
            if stand in pattern:
                value = value.replace(sign, stand)
        return matches(value, pattern)

    evaluator._first_match = first_match
    evaluator._conditions_met = conditions_met
    evaluator.parse_policy_document = parsed
    evaluator.fnmatch_iam_cs = literal_matches
