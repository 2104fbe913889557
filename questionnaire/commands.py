"""What does each command do?

Every function returns an exit code. Documents are read through `documents`, which bounds their size and reports
what is wrong with them as problems; the functions here only join rooms together and print.
"""

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from instruments import __version__, catalogue, codec, compare as comparing, lint, response as responses
from instruments.answering import check as check_answers
from instruments.model import Instrument, Response
from instruments.problems import Code, Problem, Refusal
from instruments.response_schema import response_schema
from scoring import output, receipt as receipts
from scoring.plan import draft_plan
from scoring.score import score_response
from questionnaire.wording import problem_text

__all__ = ["__version__"]

DONE, PROBLEMS = 0, 1


def _print_json(document: object) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=codec.plain) + "\n")


def _report(problems: Iterable[Problem], *, as_json: bool, **more: Any) -> int:
    """Print problems; return the exit code they mean."""
    found = tuple(problems)
    if as_json:
        entries = [
            {"code": p.code, "where": p.where, "params": dict(p.params), "text": problem_text(p)} for p in found
        ]
        _print_json(more | {"problems": entries})
    else:
        for problem in found:
            print(f"{problem.code} at {problem.where or '/'}: {problem_text(problem)}", file=sys.stderr)
    return PROBLEMS if found else DONE
