"""Does a question's HTML say to assistive technology what GOV.UK Frontend's does?

- Every macro gives the package's own markup for its own fixtures, aside from what only its JavaScript reads.
- What a person typed comes back as text, never as markup, with its first newline.
- A hidden revision is never filled in by the browser.
- No macro writes an inline style or an inline script: the pages run under a strict content security policy.
- The vendored sheets are those that refresh.sh built, and carry no font, crown or crest that is not ours to ship.
"""

import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "questionnaire" / "web" / "templates"
VENDOR = ROOT / "questionnaire" / "web" / "static" / "vendor"
FIXTURES = ROOT / "tests" / "data" / "govuk-fixtures"
COUNTS = {"radios": 25, "checkboxes": 18, "input": 35, "textarea": 18, "select": 6, "error-summary": 12}

VOID = {"input", "br", "meta", "link", "rect", "path", "circle", "hr", "img"}


def translate(text: str, **values: object) -> str:
    return text.format(**values) if values else text


@pytest.fixture(scope="module")
def environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.globals["_"] = translate
    environment.filters["figure"] = str
    environment.globals["csrf_token"] = lambda: "token"
    return environment


@pytest.fixture(scope="module")
def form(environment: Environment) -> Any:
    return environment.get_template("macros/form.html").module


@pytest.fixture(scope="module")
def charts(environment: Environment) -> Any:
    return environment.get_template("macros/charts.html").module


class _Outline(HTMLParser):
    """Flatten markup to tags, attributes and words, the same however it is indented."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # data-module and data-disable-auto-focus are read by the package's own JavaScript, which we do not ship;
        # tabindex is what that JavaScript adds to an error summary.
        kept = {
            name: " ".join(sorted((value or "").split())) if name == "class" else value or ""
            for name, value in attrs
            if name != "tabindex" and not name.startswith("data-")
        }
        self.tokens.append((tag, kept))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.tokens.append("/" + tag)

    def handle_data(self, data: str) -> None:
        # A box and its label are laid out by flex: white space between them is nothing a person could see.
        if words := " ".join(data.split()):
            self.tokens.append(words)


def outline(markup: str) -> list[Any]:
    parser = _Outline()
    # The parser of a browser drops the first newline of a textarea.
    parser.feed(re.sub(r"(<textarea[^>]*>)\n", r"\1", str(markup)))
    parser.close()
    return parser.tokens


def _text(part: dict[str, Any]) -> Any:
    return Markup(part["html"].strip()) if part.get("html") else part.get("text")  # noqa: S704 (the fixture's own markup)


def _option(item: dict[str, Any]) -> tuple[Any, ...]:
    if "divider" in item:
        return (None, item["divider"])
    hint = _text(item["hint"]) if "hint" in item else None
    return (item["value"], _text(item), hint, item.get("behaviour") == "exclusive")


def _common(options: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": options.get("idPrefix") or options.get("id") or options["name"],
        "name": options.get("name"),
        "hint": _text(options["hint"]) if "hint" in options else None,
        "error": _text(options["errorMessage"]) if "errorMessage" in options else None,
        "described_by": options.get("describedBy") or options.get("fieldset", {}).get("describedBy"),
        "classes": options.get("classes", ""),
        "group_classes": options.get("formGroup", {}).get("classes", ""),
        "attrs": options.get("attributes"),
    }


def _labelled(options: dict[str, Any]) -> dict[str, Any]:
    label = options["label"]
    return _common(options) | {
        "label": _text(label),
        "label_classes": label.get("classes", ""),
        "heading": label.get("isPageHeading", False),
        "disabled": options.get("disabled", False),
    }


def _chosen(options: dict[str, Any]) -> dict[str, Any]:
    legend = options.get("fieldset", {}).get("legend", {})
    return _common(options) | {
        "legend": _text(legend),
        "legend_classes": legend.get("classes", ""),
        "heading": legend.get("isPageHeading", False),
        "options": [_option(item) for item in options["items"] if item],
    }


def _ticked(options: dict[str, Any]) -> list[str]:
    return [item["value"] for item in options["items"] if item and item.get("checked")] or options.get("values", [])


def radios(form: Any, options: dict[str, Any]) -> str:
    return form.radios(**_chosen(options), value=options.get("value") or next(iter(_ticked(options)), None))


def checkboxes(form: Any, options: dict[str, Any]) -> str:
    return form.checkboxes(**_chosen(options), values=_ticked(options))


def text_input(form: Any, options: dict[str, Any]) -> str:
    same = ("value", "inputmode", "autocomplete", "spellcheck")
    return form.text_input(
        **_labelled(options),
        **{key: options.get(key) for key in same},
        type=options.get("type", "text"),
        prefix=_text(options.get("prefix", {})),
        suffix=_text(options.get("suffix", {})),
    )


def textarea(form: Any, options: dict[str, Any]) -> str:
    same = ("value", "autocomplete", "spellcheck")
    return form.textarea(**_labelled(options), **{key: options.get(key) for key in same}, rows=options.get("rows", 5))


def select(form: Any, options: dict[str, Any]) -> str:
    chosen = next((item["value"] for item in options["items"] if item.get("selected")), options.get("value"))
    pairs = [(item["value"], item["text"]) for item in options["items"]]
    return form.select(**_labelled(options), options=pairs, value=chosen)


def error_summary(form: Any, options: dict[str, Any]) -> str:
    problems = [(item.get("href"), _text(item)) for item in options["errorList"]]
    description = _text({"html": options.get("descriptionHtml"), "text": options.get("descriptionText")})
    title = _text({"html": options.get("titleHtml"), "text": options.get("titleText")})
    return form.error_summary(problems, title=title, description=description)


SAY: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "radios": radios,
    "checkboxes": checkboxes,
    "input": text_input,
    "textarea": textarea,
    "select": select,
    "error-summary": error_summary,
}


def _fixtures() -> list[Any]:
    return [
        pytest.param(component, fixture, id=f"{component}: {fixture['name']}")
        for component in SAY
        for fixture in json.loads((FIXTURES / f"{component}.json").read_text())["fixtures"]
    ]


@pytest.mark.parametrize(("component", "fixture"), _fixtures())
def test_markup_is_that_of_the_package(form: Any, component: str, fixture: dict[str, Any]) -> None:
    assert outline(SAY[component](form, fixture["options"])) == outline(fixture["html"])


@pytest.mark.parametrize(("component", "least"), COUNTS.items())
def test_enough_fixtures_are_kept(component: str, least: int) -> None:
    assert len(json.loads((FIXTURES / f"{component}.json").read_text())["fixtures"]) >= least


def test_a_date_is_a_native_control_with_its_limits(form: Any) -> None:
    markup = form.date_input("d", "When", value="2026-03-01", latest="2026-11-24", error="Too late")
    assert 'type="date" value="2026-03-01" max="2026-11-24" aria-describedby="d-error"' in markup


def test_what_was_typed_comes_back_as_text(form: Any) -> None:
    typed = "\n<script>alert(1)</script>"
    markup = form.textarea("t", "Text", value=typed)
    assert "<script>" not in markup
    assert "\n\n&lt;script&gt;" in markup


def test_an_exclusive_option_is_marked(form: Any) -> None:
    markup = form.checkboxes("c", "Which", [("a", "A"), ("none", "None of these", None, True)])
    assert re.findall(r'value="(\w+)" data-exclusive', markup) == ["none"]


def test_an_error_points_at_a_control_or_at_a_page(form: Any) -> None:
    markup = form.error_summary([("ER-1", "one"), ("/a/s#ER-2", "two"), (None, "three")])
    assert re.findall(r'href="([^"]*)"', markup) == ["#ER-1", "/a/s#ER-2"]


def test_no_problem_no_summary(form: Any) -> None:
    assert not form.error_summary([]).strip()


@pytest.mark.parametrize(("state", "end"), [("asked", '"X">'), ("not-asked", " hidden>"), ("undetermined", " hidden>")])
def test_an_item_is_shown_when_asked_and_its_revision_is_the_servers(
    environment: Environment, state: str, end: str
) -> None:
    source = '{% import "macros/form.html" as form %}{% call form.item("X", 7, state) %}in{% endcall %}'
    markup = environment.from_string(source).render(state=state)
    assert markup.split("\n")[0].endswith(end)
    assert 'name="rev.X" value="7" autocomplete="off"' in markup


def _row(**values: object) -> dict[str, object]:
    nothing = {"value": None, "low": None, "high": None, "text": None, "reason": None, "href": None}
    return {"label": "Fees"} | nothing | values


def test_a_bar_says_its_number_and_its_range_in_words(charts: Any) -> None:
    markup = charts.practice_bar("63.33", "61.00", "66.10", "Practice", text="63.3")
    assert "<title>Practice</title><desc>63.3 of 100, range 61.00 to 66.10</desc>" in " ".join(markup.split())
    assert 'role="img"' in markup
    assert "<table" in markup


def test_a_section_without_a_score_says_why_and_draws_no_bar(charts: Any) -> None:
    markup = charts.section_bars([_row(reason="nothing applies")], "Sections")
    assert "nothing applies" in markup
    assert "q-bar__value" not in markup


def test_a_draft_shows_the_interval_alone(charts: Any) -> None:
    markup = charts.section_bars([_row(low="20", high="80")], "Sections")
    assert "q-bar__range--alone" in markup
    assert "between 20 and 80 of 100, not complete yet" in " ".join(markup.split())


def test_a_roadmap_says_reached_target_and_later_in_words(charts: Any) -> None:
    stages = [{"number": number, "title": f"Stage {number}"} for number in (1, 2, 3, 4)]
    area = {"title": "Fees", "stage": 1, "target": 3, "held": None, "href": None}
    words = re.findall(r'q-roadmap__word">\s*([^<]*?)</span>', charts.roadmap_grid([area], stages, "Roadmap"))
    assert words == ["reached", "to do", "target", "later"]


def test_unknown_risk_is_told_apart_from_known(charts: Any) -> None:
    factor = {"title": "Tiers", "points": 2, "most": 3, "reason": "not answered", "unknown": True}
    markup = charts.risk_points([factor], 2, "medium", "Inherent risk")
    assert markup.count("q-points__unknown") == 2
    assert "2 of at most 3 points, not known" in markup


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_inline_style_script_or_handler(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r'\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["\']|javascript:', source)


@pytest.mark.parametrize("line", (VENDOR / "SHA256SUMS").read_text().splitlines(), ids=lambda line: line.split()[1])
def test_vendored_files_are_as_built(line: str) -> None:
    digest, name = line.split()
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", ["base.css", "base.rtl.css"])
def test_vendored_sheets_are_ours_to_ship(name: str) -> None:
    assert not re.search(r"gds|transport|crown|crest|url\(", (VENDOR / name).read_text(), re.IGNORECASE)
