"""The rules of a language are one small file; a new language starts with one that fits its letters."""

import json

import pytest
from catalogue_samples import project

from instruments.problems import Code, Refusal
from questionnaire.wording.rules import first_rules, read_rules, rules_path, scripts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, Code.NOT_FOUND),
        ("{", Code.NOT_JSON),
        ("[]", Code.WRONG_SHAPE),
        ('{"scripts": ["THAI"]}', Code.WRONG_SHAPE),
        ('{"scripts": [], "negations": [], "no_negations": [], "names": []}', Code.WRONG_SHAPE),
        ('{"scripts": ["THAI"], "negations": [1], "no_negations": [], "names": []}', Code.WRONG_SHAPE),
    ],
)
def test_what_is_wrong_with_the_file_is_said(tmp_path, text, code):
    path = rules_path(tmp_path / "translations", "th")
    path.parent.mkdir(parents=True)
    if text is not None:
        path.write_text(text)
    with pytest.raises(Refusal) as refused:
        read_rules(tmp_path / "translations", "th")
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == (code, "translations/th/locale.json")


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("th", {"THAI"}),
        ("vi", {"LATIN"}),
        ("my", {"MYANMAR"}),
        ("zh-Hans", {"CJK"}),
        ("ja", {"CJK", "KATAKANA"}),
        ("ko", {"HANGUL"}),
        ("ne", {"DEVANAGARI"}),
        ("km", {"KHMER"}),
        ("ur", {"ARABIC"}),
    ],
)
def test_a_new_language_knows_its_letters(locale, expected):
    assert expected <= set(scripts(locale))
    assert len(scripts(locale)) <= 3


def test_a_new_language_keeps_the_names_that_all_others_keep(tmp_path):
    root = project(tmp_path)
    for locale, names in (("th", ["ILO", "Line", "PDF"]), ("vi", ["ILO", "PDF", "Zalo"])):
        (root / locale / "LC_MESSAGES").mkdir(parents=True)
        document = {"scripts": ["LATIN"], "negations": [], "no_negations": [], "names": names}
        rules_path(root, locale).write_text(json.dumps(document))
    assert json.loads(first_rules(root, "ne"))["names"] == ["ILO", "PDF"]
