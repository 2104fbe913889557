"""One response, entered by people of five languages as they write: byte-equal documents, equal scores."""

import json
from collections.abc import Mapping

import pytest

from instruments import response
from instruments.codec import canonical
from instruments.model import Response
from questionnaire.services import answer
from scoring.output import to_json
from scoring.score import score

TYPED: Mapping[str, Mapping[str, str]] = {
    "th": {
        "Integer": "๑,๒๐๐",
        "Number": "๔๗.๕",
        "Percent": "12.5 %",
        "Money.amount": "1,234.50",
        "Split.women": "๑๒",
        "Date": "๒๘ กุมภาพันธ์ ๒๕๖๙",
        "Month": "ก.พ. 2569",
    },
    "vi": {
        "Integer": "1.200",
        "Number": "47,5",
        "Percent": "12,5%",
        "Money.amount": "1.234,50",
        "Split.women": "12",
        "Date": "28/2/2026",
        "Month": "tháng 2 năm 2026",
    },
    "bn": {
        "Integer": "১,২০০",
        "Number": "৪৭.৫",
        "Percent": "১২.৫",
        "Money.amount": "১,২৩৪.৫০",
        "Split.women": "১২",
        "Date": "২৮ ফেব্রুয়ারী, ২০২৬",
        "Month": "২০২৬-০২",
    },
    "zh-Hans": {
        "Integer": "１２００",
        "Number": "47.5",
        "Percent": "12.5",
        "Money.amount": "1234.50",
        "Split.women": "12",
        "Date": "2026年2月28日",
        "Month": "2026年2月",
    },
    "ar": {
        "Integer": "١٬٢٠٠",
        "Number": "٤٧٫٥",
        "Percent": "١٢٫٥",
        "Money.amount": "١٬٢٣٤٫٥٠",
        "Split.women": "١٢",
        "Date": "٢٨ شباط ٢٠٢٦",
        "Month": "فبراير ٢٠٢٦",
    },
}
SAME = {
    "Maturity": "3",
    "Practice": "partly",
    "Choice": "agency",
    "Money.currency": "MYR",
    "Split.men": "8",
    "Split.other": "0",
    "Split.not_available": "0",
    "Text": "ไม่มี — لا شيء",
    "Country": "TH",
    "Language": "my",
}


@pytest.fixture
def entered(sign_in, cast, opened, database):
    """Return what gives an assessment of all kinds, filled in by somebody who reads `locale`."""

    def fill(locale: str):
        assessment = opened("all-kinds")
        browser = sign_in(cast.certifier)
        browser.post("/locale", {"csrf_token": browser.token("/account"), "locale": locale})
        url = f"/assessments/{assessment}/sections/S"
        form = browser.get(url).form()
        for name, text in (SAME | TYPED[locale]).items():
            form.setlist(name, [text])
        browser.post(url, form)
        return answer.load(database, cast.certifier, assessment)

    return fill


def test_the_same_response_in_five_languages_is_the_same_document_with_the_same_score(entered):
    documents, scores = {}, {}
    for locale in TYPED:
        loaded = entered(locale)
        assert {stored.language for stored in loaded.stored.values()} == {locale}
        written = response.write(
            Response(loaded.instrument.ref, loaded.answers, loaded.instrument.digest, locale), loaded.instrument
        )
        assert written.pop("language") == locale
        documents[locale] = canonical(written)
        scores[locale] = json.dumps(to_json(score(loaded.instrument, loaded.answers)), sort_keys=True, default=str)
    assert len(json.loads(documents["th"])["answers"]) == len({name.partition(".")[0] for name in SAME | TYPED["th"]})
    assert len(set(documents.values())) == 1, documents
    assert len(set(scores.values())) == 1
