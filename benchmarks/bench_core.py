"""Instruments and answers: loading, linting, validating, deciding what is asked."""

import json
from random import Random

import jsonschema_rs
from response_cases import random_answers
from timing import seconds, show

from instruments import catalogue, lint, parse
from instruments.answering import restand, stand
from instruments.evaluation import compiled
from instruments.response import read
from instruments.response_schema import response_schema


def run() -> None:
    ref = next(ref for ref in catalogue.published() if ref.id == "ethical-recruitment")
    raw = catalogue.published_paths()[ref].read_bytes()
    plain = seconds(lambda: json.loads(raw))

    def cold() -> None:
        compiled.cache_clear()
        parse.parse(catalogue.read_json(raw)[0])

    show("load an instrument, cold", seconds(cold), plain, "<= 3 json.loads")
    instrument = catalogue.load(ref)
    show("lint an instrument", seconds(lambda: lint.lint(instrument)), plain, "(none set)")
    show("load an instrument, warm", seconds(lambda: catalogue.load(ref)), 2e-6, "<= 1 (2 us)")

    document = {"format": 1, "instrument": str(ref), "answers": random_answers(instrument, Random(1))}
    validator = jsonschema_rs.Draft202012Validator(response_schema(instrument))
    theirs = seconds(lambda: validator.is_valid(document))
    show(
        "validate a response, with problem codes",
        seconds(lambda: read(document, instrument)),
        theirs,
        "<= 2 jsonschema-rs",
    )

    answers = read(document, instrument)[0].answers
    standing = stand(instrument, answers)
    items = list(instrument.items)
    show("decide every item", seconds(lambda: stand(instrument, answers)) / len(items), 5e-6, "(per item, of 5 us)")

    def one_change_each() -> None:
        for item in items:
            restand(instrument, standing, answers, item)

    show("one changed answer's effect on all items", seconds(one_change_each) / len(items), 5e-6, "<= 1 (5 us)")
