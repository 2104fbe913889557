# ruff: noqa: INP001  a script beside the pages it renews, not a package
"""Which parts of the pages come from the code, and are they current?

    python docs/build.py            renew them (`make docs`)
    python docs/build.py --check    only say which pages are out of date; exit 1 if any is

A page marks such a part with `<!-- begin NAME -->` and `<!-- end -->`. NAME is `keys`, `settings`, `problems`, or
`run COMMAND`: the command of `questionnaire` that is run from the project's folder, its output kept as an example.
`| head N` after a command keeps the first N lines.
"""

import contextlib
import io
import json
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from instruments.problems import Code
from instruments.shape import schema
from questionnaire.cli import main as run
from questionnaire.config import PREFIX, SETTINGS
from questionnaire.wording import SENTENCES
from questionnaire.wording.nearer import NEARER

DOCS = Path(__file__).parent
PROJECT = DOCS.parent
PART = re.compile(r"(<!-- begin (?P<name>[^\n]+?) -->\n)(?P<body>.*?)(<!-- end -->)", re.DOTALL)
HEAD = re.compile(r"(?P<command>.*?)\s*\|\s*head (?P<lines>\d+)")

# The first code of each group, in the order of `Code`.
GROUPS = {
    Code.NOT_JSON: "The file or document as a whole",
    Code.BAD_ID: "Faults of an instrument: it cannot be used",
    Code.ALWAYS_TRUE: "Findings about an instrument: it can be tried, not published",
    Code.WRONG_INSTRUMENT: "Answers and response documents",
    Code.FILE_EMPTY: "Files that people send",
    Code.PLACEHOLDERS_DIFFER: "Translations",
    Code.NOT_ALLOWED: "Doing things",
}


def main(arguments: list[str]) -> int:
    """Renew every page, or with `--check` name those that are out of date."""
    os.chdir(PROJECT)
    old = [page for page in pages() if page.read_text(encoding="utf-8") != renewed(page)]
    for page in old:
        print(f"{page.relative_to(PROJECT)} {'is out of date: make docs' if '--check' in arguments else 'renewed'}")  # noqa: T201
        if "--check" not in arguments:
            page.write_text(renewed(page), encoding="utf-8")
    return 1 if old and "--check" in arguments else 0


def pages() -> list[Path]:
    """Return every page that may hold such parts."""
    return sorted([*DOCS.glob("*.md"), PROJECT / "README.md"])


def renewed(page: Path) -> str:
    """Return the page with every part as the code has it now."""
    return PART.sub(_renew, page.read_text(encoding="utf-8"))


def _renew(part: re.Match[str]) -> str:
    name, _, rest = part["name"].partition(" ")
    makers = {"keys": keys, "settings": settings, "problems": problems}
    body = example(rest) if name == "run" else makers[name]()
    return f"{part[1]}{body}{part[4]}"


# --- keys: the instrument format -----------------------------------------------------------------------------------

PLAIN = {"text": "text", "optional_text": "text, may be empty"}


def keys() -> str:
    """Return the tables of every key of an instrument, from its JSON Schema."""
    named = {"Instrument": schema()} | {name.capitalize(): part for name, part in definitions().items() if made(part)}
    objects = [found for title, part in named.items() for found in _objects(title, part)]
    return "\n".join(["", *(_table(title, part) for title, part in objects), _values(), "", ""])


def definitions() -> dict[str, Any]:
    """Return the named parts of the schema."""
    found: dict[str, Any] = schema()["$defs"]
    return found


def made(part: dict[str, Any]) -> bool:
    """Whether a part of the schema is an object with keys of its own."""
    return "properties" in part


def _objects(title: str, part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield an object and the objects written inside it, each with a title that says where it stands."""
    yield title, part
    for key, value in _keys_of(part).items():
        for inner in (value, value.get("items"), value.get("additionalProperties")):
            if isinstance(inner, dict) and made(inner):
                yield from _objects(f"{title} › `{key}`", inner)


def _keys_of(part: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the keys an object may have; the schema names some only to forbid them (`false`)."""
    return {key: value for key, value in part["properties"].items() if value is not False}


def _table(title: str, part: dict[str, Any]) -> str:
    rows = [_row(key, value, needed=key in part.get("required", ())) for key, value in _keys_of(part).items()]
    head = f"### {title}\n\n{part['description']}\n\n| key | needed | value | meaning |\n|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _row(key: str, value: dict[str, Any], *, needed: bool) -> str:
    meaning = value.get("description") or definitions().get(_ref(value), {}).get("description", "")
    return f"| `{key}` | {'yes' if needed else ''} | {_value(value)} | {_cell(meaning)} |"


def _ref(value: dict[str, Any]) -> str:
    return str(value.get("$ref", "")).removeprefix("#/$defs/")


def _value(value: dict[str, Any]) -> str:
    """Say in a few words what a value looks like."""
    match value:
        case {"$ref": _}:
            return _link(_ref(value))
        case {"const": only}:
            return f"`{json.dumps(only)}`"
        case {"enum": several}:
            return ", ".join(f"`{each}`" for each in several)
        case {"type": "array"}:
            return f"list of {_value(value['items'])}" if value.get("items") else "list"
        case {"type": "integer", "minimum": least, "maximum": most}:
            return f"whole number, {least} to {most}"
    words = {"boolean": "`true` or `false`", "string": "text", "object": "object", "integer": "whole number"}
    return words.get(str(value.get("type")), "by kind")


def _link(name: str) -> str:
    if name in PLAIN:
        return PLAIN[name]
    return f"[{name.replace('_', ' ')}](#{name if made(definitions()[name]) else 'values'})"


def _values() -> str:
    """Return the table of the named values that the others refer to."""
    rows = [
        f"| {name.replace('_', ' ')} | {_cell(part['description'])} |"
        for name, part in definitions().items()
        if not made(part) and name not in {*PLAIN, "keys_by_kind"}
    ]
    return "\n".join(["### Values", "", "| value | what it may be |", "|---|---|", *rows])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


# --- settings and problems -----------------------------------------------------------------------------------------


def settings() -> str:
    """Return the table of every setting."""
    rows = [
        f"| `{PREFIX}{setting.name}` | {f'`{setting.default}`' if setting.default else ''} | {_cell(setting.meaning)} |"
        for setting in SETTINGS
    ]
    return "\n".join(["", "| setting | default | meaning |", "|---|---|---|", *rows, "", ""])


def problems() -> str:
    """Return the tables of every problem code, by group, with the sentences that people read."""
    lines: list[str] = []
    for code in Code:
        if code in GROUPS:
            lines += ["", f"## {GROUPS[code]}", "", "| code | what it says, and what to do |", "|---|---|"]
        lines.append(f"| `{code}` | {_cell(SENTENCES[code])} |")
        lines += [f"| `{code}` with {', '.join(known)} | {_cell(text)} |" for text, known in _nearer(code).items()]
    return "\n".join([*lines, "", ""])


def _nearer(code: Code) -> dict[str, list[str]]:
    """Return the sentences that say more than the code, each with what must be known for it."""
    found: dict[str, list[str]] = {}
    for (each, known), text in NEARER.items():
        if each is code:
            found.setdefault(text, []).append(f"`{known}`")
    return found


# --- run: examples -------------------------------------------------------------------------------------------------


def example(line: str) -> str:
    """Run a command and return it with its output, as a block of the page."""
    cut = HEAD.fullmatch(line)
    command = cut["command"] if cut else line
    shown = output(command).splitlines()
    if cut and len(shown) > int(cut["lines"]):
        shown = [*shown[: int(cut["lines"])], "..."]
    return "\n".join(["", "```console", f"$ {command}", *(text.rstrip() for text in shown), "```", "", ""])


def output(command: str) -> str:
    """Return what a command prints, problems included."""
    program, *arguments = shlex.split(command)
    if program != "questionnaire":
        raise ValueError(f"only questionnaire can be run here, not {program}")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), contextlib.suppress(SystemExit):
        run(arguments)
    return printed.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
