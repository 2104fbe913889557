"""What do the pages of a repayment show: the sums, the rows, the form of one row?"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import g, url_for

from questionnaire import wording
from questionnaire.db.actions import PlanRow
from questionnaire.db.evidence import Evidence
from questionnaire.db.repayments import InstalmentRow, OwedRow, RepaymentRows, Row
from questionnaire.services.plan import ActionPlan
from questionnaire.services.repayment_fields import READERS, Part, as_repayment, row_texts
from questionnaire.web import pages, plan_page
from questionnaire.web.action_form import Form, as_typed, errors, problem_list
from questionnaire.web.locale import _, ngettext
from questionnaire.web.pages import Place
from questionnaire.wording.words import N_
from scoring.plan import CostCategory, Repayment

NAMES: Mapping[str, str] = {
    "corridor": N_("Where the workers come from"),
    "category": N_("What they paid for"),
    "workers": N_("How many workers"),
    "due": N_("Due"),
    "amount": N_("Amount"),
    "currency": N_("Currency"),
    "paid": N_("Paid on"),
    "proof": N_("Proof"),
    "removed": N_("Take this row out"),
}


def repayment_page(
    found: ActionPlan, at: Place, row: PlanRow, *, past: Sequence[Row], today: date
) -> Mapping[str, Any]:
    """Return a repayment: owed, repaid and remaining per currency, then row by row, and its history."""
    here: dict[str, Any] = {"assessment": found.assessment.id, "action": row.id}
    rows = found.repayments.get(row.id, RepaymentRows()).standing()
    whole = as_repayment(rows)
    return {
        "title": pages.plain(plan_page.text_of(row, at)),
        "sums": _sums(whole),
        "workers": ngettext("{count} worker", "{count} workers", whole.workers) if rows.owed else "",
        "late": len(whole.overdue(today)),
        "owed": [_owed(each, here, at) for each in rows.owed],
        "instalments": [_instalment(each, here, today) for each in rows.instalments],
        "may_plan": plan_page.may_plan(found),
        "owed_url": url_for("repayment.owed", **here),
        "instalment_url": url_for("repayment.instalment", **here),
        "history": [_version(each, at) for each in past],
    }


def _sums(whole: Repayment) -> list[Mapping[str, str]]:
    paid, rest = whole.paid(), whole.remaining()
    return [
        {
            "currency": currency,
            "owed": plan_page.money(amount, currency),
            "paid": plan_page.money(paid.get(currency, Decimal(0)), currency),
            "remaining": plan_page.money(rest[currency], currency),
        }
        for currency, amount in sorted(whole.total().items())
    ]


def _owed(row: OwedRow, here: Mapping[str, Any], at: Place) -> Mapping[str, Any]:
    return {
        "from": dict(at.words.countries)[row.corridor],
        "category": wording.word("cost-category", row.category, g.locale),
        "workers": wording.number(row.workers, g.locale),
        "amount": plan_page.money(row.amount, row.currency),
        "url": url_for("repayment.owed", row=row.id, **here),
    }


def _instalment(row: InstalmentRow, here: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    paid = row.paid is not None and bool(row.proof_name)
    return {
        "due": wording.date(row.due, g.locale),
        "late": not paid and row.due < today,
        "amount": plan_page.money(row.amount, row.currency),
        "paid": wording.date(row.paid, g.locale) if row.paid else "",
        "proof": row.proof_name,
        "proof_url": url_for("evidence.file", assessment=here["assessment"], file=row.proof) if row.proof_name else "",
        "url": url_for("repayment.instalment", row=row.id, **here),
    }


def _version(row: Row, at: Place) -> Mapping[str, str]:
    what = _("Taken out") if row.removed else _("Corrected") if row.revision > 1 else _("Added")
    return {
        "who": _("{name}, {when}", name=row.by_name, when=wording.date_time(row.at, g.locale)),
        "what": f"{what}: {sentence(row, at)}",
    }


def sentence(row: Row, at: Place) -> str:
    """Return a row in one line."""
    match row:
        case OwedRow():
            return _(
                "{amount} owed to {count} from {country}: {category}",
                amount=plan_page.money(row.amount, row.currency),
                count=ngettext("{count} worker", "{count} workers", row.workers),
                country=dict(at.words.countries)[row.corridor],
                category=wording.word("cost-category", row.category, g.locale),
            )
        case InstalmentRow():
            due = _(
                "{amount}, due {day}",
                amount=plan_page.money(row.amount, row.currency),
                day=wording.date(row.due, g.locale),
            )
            if row.paid is None:
                return due
            proof = row.proof_name or _("no proof")
            return _("{instalment}, paid {day} ({proof})", instalment=due, day=wording.date(row.paid, g.locale),
                     proof=proof)  # fmt: skip


def row_page(
    found: ActionPlan, at: Place, action: PlanRow, part: Part, row: Row | None, form: Form, *, files: Sequence[Evidence]
) -> Mapping[str, Any]:
    """Return the form of one row: what stands or was typed, with its problems, and what a colleague wrote meanwhile."""
    wrong = {where: text for where, text in errors(form, {}).items() if where}
    stored = as_typed(row_texts(part, row)) if row else dict.fromkeys(READERS[part], "")
    rows = found.repayments.get(action.id, RepaymentRows()).standing()
    currencies = sorted({each.currency for each in rows.owed})
    if not row and len(currencies) == 1:
        stored["currency"] = currencies[0]
    known = dict(at.words.currencies)
    offered = at.words.currencies if part is Part.OWED else [(code, known[code]) for code in currencies]
    here: dict[str, Any] = {"assessment": found.assessment.id, "action": action.id, **({"row": row.id} if row else {})}
    return {
        "part": part.value,
        "title": _title(part, is_new=row is None),
        "action": pages.plain(plan_page.text_of(action, at)),
        "is_new": row is None,
        "values": stored | {name: text for name, text in form.values.items() if name in READERS[part]},
        "revision": row.revision if row else 0,
        "stale": _stale(row, at) if row and len(wrong) < len(form.problems) else None,
        "errors": wrong,
        "problems": problem_list(wrong, NAMES),
        "countries": [("", _("Choose a country")), *at.words.countries],
        "categories": [
            ("", _("Choose one")),
            *((each.value, wording.word("cost-category", each, at.locale)) for each in CostCategory),
        ],
        "currencies": [("", _("Choose a currency")), *offered],
        "proofs": [("", _("No file yet")), *((str(each.id), each.name) for each in files)],
        "nothing_owed": part is Part.INSTALMENT and not currencies,
        "may_plan": plan_page.may_plan(found),
        "url": url_for(f"repayment.keep_{part.value}", **here),
        "owed_url": url_for("repayment.owed", assessment=found.assessment.id, action=action.id),
        "files_url": url_for("evidence.files", assessment=found.assessment.id, _anchor="add"),
    }  # fmt: skip


def _title(part: Part, *, is_new: bool) -> str:
    match part:
        case Part.OWED:
            return _("Add what workers are owed") if is_new else _("Correct what workers are owed")
        case Part.INSTALMENT:
            return _("Add an instalment") if is_new else _("Correct an instalment")


def _stale(row: Row, at: Place) -> str:
    return _(
        "{name} changed this to “{theirs}” on {when}. Yours is not saved. Save again to use yours instead.",
        name=row.by_name,
        theirs=sentence(row, at),
        when=wording.date_time(row.at, g.locale),
    )
