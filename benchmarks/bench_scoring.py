"""Scores: one response, and a hundred thousand, against the least that plain Python needs for the same sums."""

import resource
import time
from collections.abc import Callable, Iterator, Mapping
from random import Random

from response_cases import random_answers
from timing import seconds, show

from instruments import catalogue
from instruments.model import Answers, Instrument
from instruments.response import read
from scoring.score import rescore, score

MANY = 100_000


def run() -> None:
    instrument = catalogue.resolve("ethical-recruitment")
    samples = [answers_of(instrument, seed) for seed in range(50)]
    plan = compiled_plan(instrument)
    one = samples[0]
    lower = seconds(lambda: plan(one))
    show(
        "practice alone of one response", seconds(lambda: next(rescore(instrument, [one]))), lower, "<= 3 compiled plan"
    )
    show("whole scorecard of one response", seconds(lambda: score(instrument, one)), 2e-3, "<= 1 (2 ms)")

    def many() -> Iterator[Answers]:
        return (samples[n % len(samples)] for n in range(MANY))

    start = time.perf_counter()
    for answers in many():
        plan(answers)
    lower = time.perf_counter() - start
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    for _ in rescore(instrument, many()):
        pass
    show(f"{MANY:,} responses: practice, critical, stages", time.perf_counter() - start, lower, "<= 2 compiled plan")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"  memory grew by {grown} MB over {MANY:,} responses")


def answers_of(instrument: Instrument, seed: int) -> Answers:
    document = {"format": 1, "instrument": str(instrument.ref), "answers": random_answers(instrument, Random(seed))}
    return read(document, instrument)[0].answers


def compiled_plan(instrument: Instrument) -> Callable[[Answers], float]:
    """Return the yardstick: a flat loop over items, levels and weights; no conditions, stages or critical issues."""
    steps: list[tuple[str, Mapping[object, float], int, int]] = []
    for number, section in enumerate(section for section in instrument.sections if section.scored):
        for item in section.items:
            if item.scored:
                levels: dict[object, float] = {n: n for n in range(5)} | {"yes": 4, "partly": 2, "no": 0}
                levels |= {option.id: float(option.level or 0) for option in getattr(item.kind, "options", ())}
                steps.append((item.id, levels, item.weight or 0, number))
    count = 1 + max(number for *_, number in steps)

    def practice(answers: Answers) -> float:
        earned, possible = [0.0] * count, [0] * count
        for item, levels, weight, section in steps:
            answer = answers.get(item)  # type: ignore[call-overload]
            level = levels.get(answer) if isinstance(answer, int | str) else None
            if level is not None:
                earned[section] += weight * level
                possible[section] += 4 * weight
        shares = [100 * e / p for e, p in zip(earned, possible, strict=True) if p]
        return sum(shares) / len(shares)

    return practice
