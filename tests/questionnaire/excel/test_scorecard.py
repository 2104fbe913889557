"""A scorecard as a workbook says the severe things first, keeps three numbers apart, and adds nothing of its own."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from plan_samples import MADE, instrument, scorecard

from questionnaire.excel.scorecard import LEFT_OUT, REASONS, write_scorecard
from scoring.critical import Headline
from scoring.levels import Without
from scoring.output import shortest, two_places
from scoring.practice import Reason
from scoring.score import Scorecard

Resave = Callable[[bytes, str], bytes]


def written(card: Scorecard | None = None, **named: object) -> bytes:
    given = {"supplier": "Sunrise Garments Sdn. Bhd.", "made": MADE, "receipt_digest": "sha256:feed"}
    return write_scorecard(card or scorecard(), instrument(), **(given | named))  # type: ignore[arg-type]


def cells(data: bytes, name: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data))[name].iter_rows()]


def words(data: bytes, name: str) -> list[str]:
    return [value for row in cells(data, name) for value in row if isinstance(value, str)]


def complete() -> Scorecard:
    card = scorecard()
    low = next(section.practice for section in card.sections)
    return replace(card, practice=low, interval=(low, low), range=(low, low), headline=Headline.IMMEDIATE_ACTION)


def test_critical_issues_stand_before_every_number() -> None:
    cover = words(written(), "Scorecard")
    order = ["Not complete yet", "Critical issues", "Three numbers", "Practice by section", "Receipt"]
    assert [word for word in cover if word in order] == order
    for issue in scorecard().critical:
        assert any(word.startswith(issue.id) and issue.item in word for word in cover)


def test_the_disclaimer_and_the_receipt_stand_on_the_cover() -> None:
    cover = words(written(), "Scorecard")
    assert "This is a self-assessment. It is not an IOM product, not a certification and not an audit." in cover
    assert {"sha256:feed", instrument().digest, "ethical-recruitment@1.0.0"} <= set(cover)


def test_a_buyer_does_not_see_the_overall_number_while_an_issue_is_open() -> None:
    card = complete()
    number = float(two_places(card.practice) or 0)
    sections = {float(two_places(s.practice) or 0) for s in card.sections if s.practice is not None}

    def shown(data: bytes) -> set[object]:
        return {row[2] for row in cells(data, "Scorecard") if len(row) > 2 and row[1] == "Practice, 0 to 100"}

    assert shown(written(card)) == {number}
    withheld = written(card, for_buyer=True)
    assert shown(withheld) == {"–"}
    assert "Not shown while a critical issue is open" in words(withheld, "Scorecard")
    assert "Range of doubt" not in " ".join(words(withheld, "Scorecard"))
    assert sections <= {
        value for row in cells(withheld, "Scorecard") for value in row if isinstance(value, float | int)
    }
    assert shown(written(replace(card, headline=Headline.CLEAR), for_buyer=True)) == {number}


def test_numbers_are_rounded_as_everywhere() -> None:
    rows = cells(written(), "Scorecard")
    shown = {row[1]: row[2] for row in rows if len(row) > 2}
    for section in scorecard().sections:
        title = next(each.title for each in instrument().sections if each.id == section.id)
        expected = two_places(section.practice)
        assert shown[title] == (None if expected is None else float(expected))


def test_every_scored_question_has_its_level_and_why_it_is_left_out() -> None:
    rows = {str(row[1]).partition(" ")[0]: row for row in cells(written(), "Questions")[1:]}
    for item in scorecard().items:
        if instrument().items[item.item].scored:
            row = rows[item.item]
            level = shortest(item.level)
            assert row[3] == (None if level is None else float(level))
            assert row[5] == ("Yes" if item.counted else "No")
            assert item.counted or row[6]


def test_there_is_a_word_for_every_reason() -> None:
    assert set(LEFT_OUT) == set(Without)
    assert set(REASONS) == set(Reason)


def test_the_roadmap_shows_what_is_reached_and_what_is_aimed_at() -> None:
    rows = cells(written(), "Roadmap")[1:]
    for row, area in zip(rows, scorecard().roadmap, strict=True):
        assert row[1:5].count("Reached") == (area.stage or 0)
        assert "Target" in row or (area.stage or 0) >= area.target or area.stage is None


def test_inherent_risk_shows_the_reason_of_every_point() -> None:
    card = scorecard()
    assert card.risk is not None
    rows = cells(written(), "Inherent risk")[1:]
    assert [row[1] for row in rows] == [*(factor.points for factor in card.risk.factors), card.risk.points]
    assert all(row[2] for row in rows)
    assert "not been calibrated" in str(rows[-1][2])


def test_a_scorecard_with_nothing_in_it_is_a_workbook_too() -> None:
    bare = replace(scorecard(), risk=None, critical=(), roadmap=(), gaps=(), confidence=None, sections=())
    bare = replace(bare, interval=(None, None), range=(None, None))
    data = written(bare, supplier="")
    assert "None was raised by these answers." in words(data, "Scorecard")
    assert load_workbook(io.BytesIO(data)).sheetnames == ["Scorecard", "Questions"]


@pytest.mark.parametrize("locale", ["ar", "ur"])
def test_every_sheet_runs_from_right_to_left_where_the_language_does(locale: str) -> None:
    book = load_workbook(io.BytesIO(written(locale=locale)))
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)


@pytest.mark.office
@pytest.mark.parametrize("locale", ["en", "th", "ar"])
def test_libreoffice_opens_and_prints_the_scorecard(resaved: Resave, locale: str) -> None:
    data = written(locale=locale)
    assert resaved(data, "pdf").startswith(b"%PDF")
    again = resaved(data, "xlsx")
    assert cells(again, "Questions")[:20] == cells(data, "Questions")[:20]
