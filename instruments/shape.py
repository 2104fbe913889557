"""Has this document the shape of an instrument?

Shape is what the JSON Schema says; everything a schema cannot say is in `parse`. Any Python value may come in, of any
type, depth and size: what is wrong with it comes out as problems, and nothing is raised. The validator's own messages
are never shown: a problem is built from the keyword that failed, its parameters and its path.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs

from instruments.problems import Code, Problem

SCHEMA_PATH = Path(__file__).parent / "schema" / "instrument-1.json"
MAX_DEPTH = 100
MOST_ERRORS = 2000  # more than anybody reads; a file of five megabytes can have a million
LARGEST_EXPONENT = 300  # beyond it a number has no exact double, so no canonical form

# What a value that breaks a definition of the schema is called. Definitions that are not here are plain shape.
CODE_OF: dict[str, Code] = {
    "id": Code.BAD_ID,
    "option_id": Code.BAD_ID,
    "instrument_id": Code.BAD_ID,
    "version": Code.BAD_ID,
    "language": Code.NOT_A_LANGUAGE,
    "level": Code.BAD_LEVEL,
    "weight": Code.BAD_WEIGHT,
    "anchors": Code.BAD_ANCHORS,
    "limit": Code.BAD_NUMBER,
    "share_of_one": Code.BAD_NUMBER,
    "date_limit": Code.BAD_LIMITS,
    "month_limit": Code.BAD_LIMITS,
    "condition": Code.WRONG_TYPE,
    "expression": Code.WRONG_TYPE,
}
TEXTS = {"text", "optional_text"}
CODE_OF_MISSING = {"anchors": Code.BAD_ANCHORS}


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of an instrument."""
    loaded: dict[str, Any] = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    return loaded


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema())


def digest(document: object) -> str:
    """Return `sha256:` and the SHA-256 of the document's canonical JSON: sorted keys, no whitespace, UTF-8.

    Numbers with a fraction are written as doubles, as RFC 8785 does and as any other JSON library reads them: so
    anybody can compute the digest of a file. Raise ValueError, TypeError or RecursionError where there is no such form.
    """
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_double
    )
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _double(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


def pointer(path: Iterable[str | int]) -> str:
    """Return the JSON pointer of a path."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def check(document: object) -> tuple[str, tuple[Problem, ...]]:
    """Return the digest of the document (empty when it can have none) and what is wrong with its shape."""
    try:
        found = digest(document)
        errors = list(islice(_validator().iter_errors(document), MOST_ERRORS))
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return "", tuple(_not_json(document)) or (Problem.of(Code.WRONG_SHAPE, "", expected="JSON"),)
    return found, tuple(_one_per_place(problem for error in errors for problem in _problems(error)))


def _one_per_place(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Keep one problem of a place: that a key is misplaced if it is, since nobody will then mend its value."""
    found: dict[str, Problem] = {}
    missing: list[Problem] = []
    for problem in problems:
        if problem.code is Code.MISPLACED_KEY:
            found[problem.where] = problem
        elif problem.code is Code.MISSING_KEY:
            missing.append(problem)  # an object may lack several keys
        else:
            found.setdefault(problem.where, problem)
    return [*dict.fromkeys(missing), *found.values()]


def _problems(error: jsonschema_rs.ValidationError) -> Iterator[Problem]:
    """Say what one error of the validator means to us."""
    path = list(error.instance_path)
    where = pointer(path)
    match error.kind.as_dict() | {"name": error.kind.name}:
        case {"name": "additionalProperties", "unexpected": [*keys]}:
            yield from (Problem.of(Code.UNKNOWN_KEY, pointer([*path, key]), key=key[:80]) for key in keys)
        case {"name": "required", "property": str(key)}:
            yield Problem.of(CODE_OF_MISSING.get(key, Code.MISSING_KEY), where, key=key)
        case {"name": "falseSchema"}:
            yield Problem.of(Code.MISPLACED_KEY, where, key=path[-1])
        case {"name": "propertyNames", "error": jsonschema_rs.ValidationError(instance=key)}:
            yield Problem.of(Code.BAD_ID, pointer([*path, str(key)]), key=str(key)[:80])
        case params:
            yield Problem.of(_code(error, error.kind.name), where, expected=_expected(params))


def _code(error: jsonschema_rs.ValidationError, keyword: str) -> Code:
    definition = error.schema_path[1] if len(error.schema_path) == 3 and error.schema_path[0] == "$defs" else ""
    if definition in TEXTS and keyword == "pattern":
        return Code.BAD_CHARACTERS
    if definition in TEXTS and keyword == "minLength":
        return Code.EMPTY_TEXT
    return CODE_OF.get(str(definition), Code.WRONG_SHAPE)


def _expected(params: dict[str, Any]) -> str:
    """Put the parameters of a keyword (allowed types, options, a limit) into a few words."""
    value = next(params[name] for name in ("types", "options", "expected_value", "limit", "pattern") if name in params)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _not_json(document: object) -> Iterator[Problem]:
    """Find what keeps a value from being JSON: depth, numbers without value, half characters, foreign types."""
    waiting: list[tuple[object, tuple[str | int, ...]]] = [(document, ())]
    while waiting:
        value, path = waiting.pop()
        if len(path) > MAX_DEPTH:
            yield Problem.of(Code.TOO_DEEP, pointer(path[:3]), limit=MAX_DEPTH)
            return  # a value that contains itself would go on for ever
        yield from _not_json_itself(value, path)
        if isinstance(value, dict):
            waiting += [(child, (*path, key)) for key, child in value.items() if isinstance(key, str)]
        elif isinstance(value, list):
            waiting += [(child, (*path, index)) for index, child in enumerate(value)]


def _not_json_itself(value: object, path: tuple[str | int, ...]) -> Iterator[Problem]:
    where = _printable(pointer(path))
    match value:
        case dict():
            for key in value:
                if not isinstance(key, str):
                    yield Problem.of(Code.WRONG_SHAPE, where, expected="keys that are texts")
                elif _is_broken(key):
                    yield Problem.of(Code.BAD_CHARACTERS, where)
        case str() if _is_broken(value):
            yield Problem.of(Code.BAD_CHARACTERS, where)
        case bool() | str() | list() | None:
            pass
        case int() if abs(value) >= 10**LARGEST_EXPONENT:
            yield Problem.of(Code.BAD_NUMBER, where)
        case float() | Decimal():
            number = Decimal(value)
            if not number.is_finite() or number.adjusted() > LARGEST_EXPONENT:
                yield Problem.of(Code.BAD_NUMBER, where)
        case int():
            pass
        case _:
            yield Problem.of(Code.WRONG_SHAPE, where, expected="JSON")


def _is_broken(text: str) -> bool:
    """Whether the text contains half of a surrogate pair, which no UTF-8 can carry."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
