"""The scoring contract a second time: plain, slow, and straight from its text.

Written against the JSON of an instrument and sharing nothing with `scoring`, so that a mistake would have to be made
twice. Only the states of items and the truth of conditions come from `instruments`.
"""

from fractions import Fraction
from math import floor
from typing import Any

from instruments.answering import is_draft, stand
from instruments.evaluation import UNKNOWN, evaluate
from instruments.model import Answers, DontKnow, Instrument, ItemId, NotApplicable, Row, State

Json = dict[str, Any]
F = Fraction
SCORED = {"maturity", "practice", "checklist"}


class Naive:
    def __init__(self, document: Json, instrument: Instrument, answers: Answers, **given: Any) -> None:
        self.document, self.instrument, self.answers = document, instrument, answers
        self.evidence = given.get("evidence", {})
        self.plan = given.get("plan", ())
        self.contradicted = given.get("contradicted", frozenset())
        self.targets = given.get("targets", {})
        self.today = given.get("today")
        self.standing = stand(instrument, answers)
        self.items = [item for section in document["sections"] for item in section["items"] if item["kind"] != "note"]
        self.by_id = {item["id"]: item for item in self.items}

    # Items

    def scored(self, item: Json) -> bool:
        if item["kind"] == "choice":
            return any("level" in option for option in item["options"])
        return item["kind"] in SCORED

    def state(self, item: Json) -> str:
        return str(self.standing.states[ItemId(item["id"])])

    def given(self, item: Json) -> Any:
        """The answer that counts: none unless the item is asked."""
        return self.answers[ItemId(item["id"])] if self.state(item) == "answered" else None

    def free(self, item: Json) -> bool:
        given = self.given(item)
        reasons = [reason for reason in item.get("na_reasons", []) if not reason.get("free")]
        return isinstance(given, NotApplicable) and given.reason not in [reason["id"] for reason in reasons]

    def level(self, item: Json, *, blank: int | None = None, free: int | None = None, unknown: int = 0) -> F | None:
        if not self.scored(item):
            return None
        if self.state(item) in ("unanswered", "undetermined"):
            return None if blank is None else F(blank)
        given = self.given(item)
        if isinstance(given, DontKnow):
            return F(unknown)
        if isinstance(given, NotApplicable):
            return None if free is None or not self.free(item) else F(free)
        if given is None:
            return None
        if item["kind"] == "maturity":
            return F(given)
        if item["kind"] == "practice":
            levels = ["yes", "partly", "no"] if item.get("reversed") else ["no", "partly", "yes"]
            return F(2 * levels.index(given))
        if item["kind"] == "checklist":
            required = [option["id"] for option in item["options"] if option.get("required")]
            required = required or [option["id"] for option in item["options"]]
            return F(floor(2 * F(4 * len([one for one in required if one in given]), len(required))), 2)
        option = next(option for option in item["options"] if option["id"] == given)
        return F(option["level"]) if "level" in option else None

    # Practice

    def section(self, section: Json, *, draft: bool, **readings: Any) -> tuple[F | None, str | None]:
        items = [item for item in section["items"] if self.scored(item)]
        levels = [(item["weight"], self.level(item, **readings)) for item in items]
        counted = [(weight, level) for weight, level in levels if level is not None]
        asked = {"answered", "unanswered"} | ({"undetermined"} if draft else set())
        total = sum(item["weight"] for item in items if self.state(item) in asked)
        freely = sum(item["weight"] for item in items if self.free(item))
        if not counted:
            return None, "nothing-applicable"
        if F(freely, total) > F(self.document["scoring"]["free_na_limit"]):
            return None, "too-much-not-applicable"
        return 100 * sum(w * level for w, level in counted) / sum(F(4 * w) for w, _ in counted), None

    def mean(self, values: list[F]) -> F | None:
        if len(values) < self.document["scoring"]["sections_needed"]:
            return None
        return sum(values, F(0)) / len(values)

    def overall(self, *, draft: bool, **readings: Any) -> F | None:
        sections = [section for section in self.document["sections"] if section["scored"]]
        base = {"blank": 0} if draft else {}
        kept = [section for section in sections if self.section(section, draft=draft, **base)[1] is None]
        values = [self.section(section, draft=draft, **(base | readings))[0] for section in kept]
        return self.mean([value for value in values if value is not None])

    def confidence(self) -> F | None:
        claims = [item for item in self.items if (self.level(item) or 0) > 0]
        if not claims:
            return None
        supported = sum(item["weight"] * self.evidence.get(item["id"], 0) for item in claims)
        return F(100 * supported, sum(4 * item["weight"] for item in claims))

    # Critical issues

    def issue(self, item: Json) -> Json | None:
        if "critical" not in item:
            return None
        level, given = self.level(item), self.given(item)
        unknown = isinstance(given, DontKnow) or self.free(item)
        if not unknown and (level is None or level >= F(item["critical"]["below"])):
            return None
        actions = [a for a in self.plan if a.item == item["id"] and a.type in ("stop-harm", "remedy")]
        status = "open"
        if any(action.verified for action in actions):
            status = "remedied"
        elif not unknown and item["id"] not in self.contradicted:
            in_time = [a for a in actions if a.owner and self.today is not None and a.due >= self.today]
            status = "remedying" if in_time else "open"
        found = {"id": item["critical"]["id"], "item": item["id"], "status": status}
        return found | ({"unknown": True} if unknown else {})

    def headline(self, draft: bool) -> str:  # noqa: FBT001
        statuses = [issue["status"] for item in self.items if (issue := self.issue(item))]
        if draft:
            return "incomplete"
        if "open" in statuses:
            return "immediate-action"
        return "remedying" if "remedying" in statuses else "clear"

    # Roadmap

    def met(self, item: Json, rule: Json) -> bool | None:
        if self.state(item) in ("unanswered", "undetermined"):
            return False
        level = self.level(item)
        return None if level is None else level >= F(rule["level"])

    def target(self, area: str) -> int:
        return int(self.targets.get(area, max(1, len(self.document["stages"]) - 1)))

    def stage(self, area: str) -> int | None:
        rules = [(item, rule) for item in self.items for rule in item.get("roadmap", []) if rule["area"] == area]
        remaining = [(rule["stage"], self.met(item, rule)) for item, rule in rules if self.met(item, rule) is not None]
        if not remaining:
            return None
        reached = 0
        for stage in range(1, max(at for at, _ in remaining) + 1):
            if any(at <= stage and not met for at, met in remaining):
                break
            reached = stage
        for item, _ in rules:
            issue = self.issue(item)
            if issue and issue["status"] == "open":
                reached = min(reached, 1)
            if issue and issue["status"] == "remedying":
                reached = min(reached, 2)
        return reached

    # Gaps

    def gap(self, item: Json) -> Json | None:
        rules = [rule for rule in item.get("roadmap", []) if rule["stage"] <= self.target(rule["area"])]
        unmet = [rule for rule in rules if self.met(item, rule) is False]
        issue = self.issue(item)
        if not unmet and not issue:
            return None
        needed = [F(rule["level"]) for rule in rules if self.met(item, rule) is not None]
        if issue:
            needed.append(F(item["critical"]["below"]))
        areas: list[str] = []
        for rule in unmet:
            areas += [rule["area"]] if rule["area"] not in areas else []
        nature = "declaration"
        if (self.level(item) or 0) > 0 and not self.evidence.get(item["id"], 0) and item["weight"] == 3:
            nature = "evidence"
        if item["id"] in self.contradicted:
            nature = "outcome"
        return {
            "item": item["id"],
            "areas": areas,
            "stage": min((rule["stage"] for rule in unmet), default=None),
            "level": self.level(item),
            "needed": max(needed),
            "critical": issue["status"] if issue else None,
            "nature": nature,
        }

    def gaps(self) -> list[Json]:
        found = [gap for item in self.items if (gap := self.gap(item))]
        order = {item["id"]: place for place, item in enumerate(self.items)}

        def urgency(gap: Json) -> tuple[Any, ...]:
            return (
                {"open": 0, "remedying": 1}.get(gap["critical"], 2),
                -1 if gap["stage"] is None else gap["stage"],
                -self.by_id[gap["item"]]["weight"],
                -(gap["needed"] - (gap["level"] or 0)),
                order[gap["item"]],
            )

        found.sort(key=urgency)
        return [gap | {"level": short(gap["level"]), "needed": short(gap["needed"])} for gap in found]

    # Risk

    def risk(self) -> Json | None:
        if not self.instrument.risk_factors:
            return None
        factors = {}
        for factor, document in zip(self.instrument.risk_factors, self.document["risk"]["factors"], strict=True):
            points = document.get("otherwise", 0)
            for rule, rule_document in zip(factor.rules, document["points"], strict=True):
                truth = evaluate(rule.condition, self.standing)
                if truth is True:
                    points = rule_document["then"]
                    break
                if truth is UNKNOWN or self.concerns_dont_know(rule_document["if"]):
                    points = document.get("unknown", 3)
                    break
            factors[factor.id] = points
        total = sum(factors.values())
        bands = [band for band in self.document["risk"]["bands"] if band["from"] <= total]
        return {"points": total, "band": bands[-1]["id"] if bands else None, "factors": factors}

    def concerns_dont_know(self, condition: Any) -> bool:
        if isinstance(condition, list):
            return any(self.concerns_dont_know(part) for part in condition)
        if not isinstance(condition, dict):
            return False
        if "count" in condition:
            table, of_row = condition["count"]
            return self.concerns_dont_know(table) or any(
                self.column_has_dont_know(table["var"], name) for name in variables(of_row)
            )
        if "sum" in condition:
            table, column = variables(condition)[0].split(".")[:2]
            return self.concerns_dont_know({"var": table}) or self.column_has_dont_know(table, column)
        if "var" in condition:
            return isinstance(self.given(self.by_id[condition["var"].split(".")[0]]), DontKnow)
        return any(self.concerns_dont_know(part) for part in condition.values())

    def column_has_dont_know(self, table: str, column: str) -> bool:
        given = self.given(self.by_id[table])
        rows = given if isinstance(given, tuple) else ()
        return any(isinstance(row, Row) and isinstance(row.cells.get(ItemId(column)), DontKnow) for row in rows)

    # All of it

    def output(self) -> Json:
        draft = is_draft(self.instrument, self.standing)
        sections = [section for section in self.document["sections"] if section["scored"]]
        in_sums = {
            item["id"]
            for section in sections
            for item in section["items"]
            if self.section(section, draft=False)[1] is None and item["kind"] != "note" and self.level(item) is not None
        }
        low = {"blank": 0, "free": 0}
        high = {"blank": 4, "unknown": 4}
        return {
            "headline": self.headline(draft),
            "practice": None if draft else places(self.overall(draft=False)),
            "interval": [places(self.overall(draft=True, blank=0)), places(self.overall(draft=True, blank=4))],
            "range": [places(self.overall(draft=True, **low)), places(self.overall(draft=True, **high))],
            "confidence": places(self.confidence()),
            "risk": self.risk(),
            "sections": {section["id"]: self.section_output(section) for section in sections},
            "items": {
                item["id"]: {
                    "state": self.state(item),
                    "level": short(self.level(item)),
                    "weight": item.get("weight"),
                    "counted": item["id"] in in_sums,
                }
                for item in self.items
            },
            "critical": [issue for item in self.items if (issue := self.issue(item))],
            "roadmap": {
                area["id"]: {"stage": self.stage(area["id"]), "target": self.target(area["id"])}
                for area in self.document["areas"]
            },
            "gaps": self.gaps(),
        }

    def section_output(self, section: Json) -> Json:
        items = [item for item in section["items"] if self.scored(item)]
        practice, reason = self.section(section, draft=False)
        states = [self.state(item) for item in items]
        return {
            "practice": places(practice),
            "reason": reason,
            "asked": len([state for state in states if state in ("answered", "unanswered")]),
            "answered": states.count(State.ANSWERED),
            "not_applicable": len([item for item in items if isinstance(self.given(item), NotApplicable)]),
        }


def variables(condition: Any) -> list[str]:
    if isinstance(condition, dict):
        return [condition["var"]] if "var" in condition else variables(list(condition.values()))
    return [name for part in condition for name in variables(part)] if isinstance(condition, list) else []


def places(number: F | None) -> str | None:
    """Half up to two places, by long division."""
    if number is None:
        return None
    hundredths = floor(number * 100 + F(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:0>2}"


def short(level: F | None) -> str | None:
    if level is None:
        return None
    return str(level.numerator) if level.denominator == 1 else f"{floor(level)}.5"
