"""What is the scorecard of a response?

Practice, confidence and inherent risk are three numbers and stay three; critical issues come before them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from instruments.answering import is_draft, stand
from instruments.evaluation import Standing
from instruments.model import Answers, Instrument, InstrumentRef, Item, ItemId, Note, Response, State
from scoring.critical import Headline, Issue, PlannedAction, headline, issues, remedies
from scoring.gaps import Gap, gaps, is_unsupported
from scoring.levels import Marks, Without, level, marks
from scoring.practice import Interval, SectionScore, balances, intervals, overall, section_scores
from scoring.risk import Risk, risk
from scoring.roadmap import AreaStage, stages


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What counts besides the answers.

    `evidence`: the level 0-4 behind each claim. `plan`: the supplier's actions, judged as of `today`. `contradicted`:
    the items where the answers are not the supplier's own account but the worse one of a verifier or the workers.
    `targets`: the stage aimed at, by area, where it is not the instrument's default.
    """

    evidence: Mapping[ItemId, int] = field(default_factory=dict)
    plan: tuple[PlannedAction, ...] = ()
    contradicted: frozenset[ItemId] = frozenset()
    targets: Mapping[str, int] = field(default_factory=dict)
    today: date | None = None


@dataclass(frozen=True, slots=True)
class ItemScore:
    """How an item stands. `counted`: it is in its section's sums; `without`: why it has no level of its own."""

    item: ItemId
    state: State
    level: Fraction | None
    weight: int | None
    counted: bool
    without: Without | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What a response means. Numbers are exact, 0-100, and None where not scored.

    `interval` is what practice can become while items are open, `sensitivity` the band of doubt around it.
    `find_out` lists the scored items answered *don't know*; `unsupported` the heaviest claims without any evidence
    that have no gap to say so.
    """

    ref: InstrumentRef
    digest: str
    headline: Headline
    practice: Fraction | None
    interval: Interval
    range: Interval
    confidence: Fraction | None
    risk: Risk | None
    sections: tuple[SectionScore, ...]
    items: tuple[ItemScore, ...]
    critical: tuple[Issue, ...]
    roadmap: tuple[AreaStage, ...]
    gaps: tuple[Gap, ...]
    unsupported: tuple[ItemId, ...]
    find_out: tuple[ItemId, ...]

    @property
    def withheld_from_buyers(self) -> bool:
        """Whether buyers do not see the overall number: an open severe harm comes before it. Sections stay visible."""
        return self.headline is Headline.IMMEDIATE_ACTION


def evidence_of(response: Response) -> Mapping[ItemId, int]:
    """Return the evidence level of each claim as the response document states it: the best of its records."""
    return {item: max(record.level for record in records) for item, records in response.evidence.items() if records}


def score(
    instrument: Instrument,
    answers: Answers,
    *,
    evidence: Mapping[ItemId, int] | None = None,
    plan: Sequence[PlannedAction] = (),
    contradicted: frozenset[ItemId] = frozenset(),
    targets: Mapping[str, int] | None = None,
    today: date | None = None,
) -> Scorecard:
    """Return the scorecard of `answers` in the circumstances named; see `Circumstances` for each."""
    circumstances = Circumstances(evidence or {}, tuple(plan), contradicted, targets or {}, today)
    return scorecard(instrument, answers, circumstances)


def scorecard(instrument: Instrument, answers: Answers, circumstances: Circumstances) -> Scorecard:
    """Return the scorecard of `answers`."""
    standing = stand(instrument, answers)
    return assemble(instrument, answers, standing, marks(instrument, answers, standing.states), circumstances)


def assemble(
    instrument: Instrument, answers: Answers, standing: Standing, marked: Marks, given: Circumstances
) -> Scorecard:
    """Return the scorecard of marks, which need not be those of the answers: so *what if* is the same arithmetic."""
    sections = balances(instrument, marked)
    section_results = section_scores(instrument, marked, sections)
    raised = issues(instrument, marked, remedies(given.plan, given.today), given.contradicted)
    draft = is_draft(instrument, standing)
    interval, sensitivity = intervals(instrument, sections)
    missing = gaps(
        instrument,
        marked,
        raised,
        targets=given.targets,
        evidence=given.evidence,
        contradicted=given.contradicted,
    )
    return Scorecard(
        ref=instrument.ref,
        digest=instrument.digest,
        headline=headline(raised, draft=draft),
        practice=None if draft else overall(instrument, sections),
        interval=interval,
        range=sensitivity,
        confidence=_confidence(instrument, marked, given.evidence),
        risk=risk(instrument, answers, standing),
        sections=section_results,
        items=_items(instrument, standing, marked, section_results),
        critical=raised,
        roadmap=stages(instrument, marked, raised, given.targets),
        gaps=missing,
        unsupported=_unsupported(instrument, marked, given.evidence, {gap.item for gap in missing}),
        find_out=tuple(
            item for item, mark in marked.items() if mark == Without.DONT_KNOW and instrument.items[item].scored
        ),
    )


def _confidence(instrument: Instrument, marked: Marks, evidence: Mapping[ItemId, int]) -> Fraction | None:
    """Return how well the claims are supported. An admission needs no support."""
    claims = [(item, instrument.items[item].weight or 0) for item, mark in marked.items() if mark > 0]
    possible = 4 * sum(weight for _, weight in claims)
    return Fraction(100 * sum(weight * evidence.get(item, 0) for item, weight in claims), possible) if claims else None


def _items(
    instrument: Instrument, standing: Standing, marked: Marks, sections: Iterable[SectionScore]
) -> tuple[ItemScore, ...]:
    scored = {section.id for section in sections if section.reason is None}
    return tuple(
        _item_score(item, standing.states[item.id], marked, in_sums=section.id in scored)
        for section in instrument.sections
        for item in section.items
        if not isinstance(item.kind, Note)
    )


def _item_score(item: Item, state: State, marked: Marks, *, in_sums: bool) -> ItemScore:
    if not item.scored:
        return ItemScore(item.id, state, None, None, counted=False, without=None)
    mark = marked[item.id]
    found = level(mark)
    return ItemScore(
        item=item.id,
        state=state,
        level=found,
        weight=item.weight,
        counted=in_sums and found is not None,
        without=Without(mark) if mark < 0 else None,
    )


def _unsupported(
    instrument: Instrument, marked: Marks, evidence: Mapping[ItemId, int], with_gap: set[ItemId]
) -> tuple[ItemId, ...]:
    return tuple(
        item
        for item, mark in marked.items()
        if item not in with_gap and is_unsupported(instrument.items[item], mark, evidence)
    )


@dataclass(frozen=True, slots=True)
class Rescored:
    """The part of a scorecard that a portfolio needs."""

    headline: Headline
    practice: Fraction | None
    critical: tuple[Issue, ...]
    roadmap: tuple[AreaStage, ...]


def rescore(instrument: Instrument, responses: Iterable[Answers]) -> Iterator[Rescored]:
    """Yield practice, critical issues and stages of many responses, one at a time: memory stays flat."""
    for answers in responses:
        standing = stand(instrument, answers)
        marked = marks(instrument, answers, standing.states)
        raised = issues(instrument, marked)
        draft = is_draft(instrument, standing)
        yield Rescored(
            headline=headline(raised, draft=draft),
            practice=None if draft else overall(instrument, balances(instrument, marked)),
            critical=raised,
            roadmap=stages(instrument, marked, raised, {}),
        )
