"""CloudWatch Logs filter patterns for JSON events, and plain terms; what is not understood is refused, never ignored.

CloudWatch Logs User Guide, "Filter pattern syntax". Understood of JSON patterns: `{ }` with comparisons of a selector
such as `$.details.error` or `$.list[0]` to a string, number or boolean (= != < <= > >=, `*` in strings),
IS NULL, IS TRUE, IS FALSE, NOT EXISTS, `&&`, `||` and parentheses. Regular expressions and space-delimited
patterns are not.
"""

import json
import re

TOKEN = re.compile(
    r"""\s*(?:
      (?P<selector>\$(?:\.[A-Za-z0-9_\-]+|\[\d+\]|\.?\["[^"]+"\])+)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<sign>&&|\|\||!=|<=|>=|=|<|>|\(|\))
    | (?P<word>[^\s()&|=<>!"{}]+)
    )""",
    re.VERBOSE,
)
STEP = re.compile(r'\.([A-Za-z0-9_\-]+)|\[(\d+)\]|\.?\["([^"]+)"\]')
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
ABSENT = object()


class NotUnderstood(ValueError):
    """The pattern is wrong, or outside what is understood here."""


def compile_pattern(pattern):
    """A function of one message that says whether the pattern matches it."""
    text = pattern.strip()
    if not text:
        return lambda message: True
    if text.startswith("{"):
        return _json_pattern(text)
    if text[0] in "[%":
        raise NotUnderstood("only JSON patterns and plain terms are supported here")
    return _terms(text)


def _terms(text):
    terms = re.findall(r'([-?]?)("[^"]*"|\S+)', text)
    if any(mark == "?" for mark, _ in terms) or any("%" in term for _, term in terms):
        raise NotUnderstood("optional terms and regular expressions are not supported here")
    wanted = [(mark == "-", term.strip('"')) for mark, term in terms]
    return lambda message: all((term in message) != unwanted for unwanted, term in wanted)


def _tokens(text):
    found, position = [], 0
    while position < len(text.rstrip()):
        match = TOKEN.match(text, position)
        if not match:
            raise NotUnderstood(f"unexpected character at {position}: {text[position : position + 10]!r}")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    return found


def _json_pattern(text):
    if not text.endswith("}"):
        raise NotUnderstood("a JSON pattern ends with }")
    tokens = _tokens(text[1:-1])
    tree, rest = _either(tokens)
    if rest:
        raise NotUnderstood(f"unexpected {rest[0][1]!r}")

    def matches(message):
        try:
            event = json.loads(message)
        except ValueError:
            return False
        return isinstance(event, dict) and tree(event)

    return matches


def _either(tokens):
    left, tokens = _both(tokens)
    while tokens and tokens[0] == ("sign", "||"):
        right, tokens = _both(tokens[1:])
        left = (lambda a, b: lambda event: a(event) or b(event))(left, right)
    return left, tokens


def _both(tokens):
    left, tokens = _one(tokens)
    while tokens and tokens[0] == ("sign", "&&"):
        right, tokens = _one(tokens[1:])
        left = (lambda a, b: lambda event: a(event) and b(event))(left, right)
    return left, tokens


def _one(tokens):
    if not tokens:
        raise NotUnderstood("the pattern ends too early")
    kind, text = tokens[0]
    if (kind, text) == ("sign", "("):
        tree, tokens = _either(tokens[1:])
        if not tokens or tokens[0] != ("sign", ")"):
            raise NotUnderstood("a parenthesis is not closed")
        return tree, tokens[1:]
    if kind != "selector":
        raise NotUnderstood(f"expected a selector such as $.name, got {text!r}")
    return _comparison(_select(text), tokens[1:])


def _select(selector):
    steps = [name or quoted or int(index) for name, index, quoted in STEP.findall(selector[1:])]

    def value(event):
        for step in steps:
            if isinstance(event, dict) and step in event:
                event = event[step]
            elif isinstance(event, list) and isinstance(step, int) and step < len(event):
                event = event[step]
            else:
                return ABSENT
        return event

    return value


def _comparison(select, tokens):
    words = [text.upper() for _, text in tokens[:2]]
    if words == ["NOT", "EXISTS"]:
        return (lambda event: select(event) is ABSENT), tokens[2:]
    if words[:1] == ["IS"] and words[1:] in (["NULL"], ["TRUE"], ["FALSE"]):
        wanted = {"NULL": None, "TRUE": True, "FALSE": False}[words[1]]
        return (lambda event: select(event) is wanted), tokens[2:]
    if len(tokens) < 2 or tokens[0][0] != "sign" or tokens[1][0] not in ("string", "word"):
        raise NotUnderstood("expected a comparison after a selector")
    sign, (kind, operand) = tokens[0][1], tokens[1]
    if sign in ("=", "!="):
        equal = _number_equal(operand) if kind == "word" and NUMBER.fullmatch(operand) else _text_equal(operand)
        if sign == "=":
            return (lambda event: equal(select(event))), tokens[2:]
        # A missing field is not different from a value.
        return (lambda event: select(event) is not ABSENT and not equal(select(event))), tokens[2:]
    if sign not in ("<", "<=", ">", ">=") or not NUMBER.fullmatch(operand):
        raise NotUnderstood(f"cannot compare with {sign} {operand}")
    return _ordered(select, sign, float(operand)), tokens[2:]


def _number_equal(operand):
    wanted = float(operand)
    return lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and value == wanted


def _text_equal(operand):
    text = json.loads(operand) if operand.startswith('"') else operand
    if text.startswith("%") or text.endswith("%"):
        raise NotUnderstood("regular expressions are not supported here")
    pattern = re.compile(".*".join(re.escape(part) for part in text.split("*")), re.DOTALL)
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _ordered(select, sign, bound):
    compare = {
        "<": lambda value: value < bound,
        "<=": lambda value: value <= bound,
        ">": lambda value: value > bound,
        ">=": lambda value: value >= bound,
    }[sign]

    def matches(event):
        value = select(event)
        return isinstance(value, (int, float)) and not isinstance(value, bool) and compare(value)

    return matches
