"""What a submission seals.

- nothing is submitted while something required is missing, a check fails, or something typed waits;
- only a certifier submits, with name, role and declaration;
- the seal holds what was asked and answered, its digest, scorecard and receipt, and anybody can verify it;
- a second click gets the same seal, also when both clicks arrive at once;
- afterwards answers cannot be changed and the result is the sealed one.
"""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest

from instruments.problems import Code, Refusal
from instruments.response import digest, read
from questionnaire.db import submissions
from questionnaire.lifecycle import Status
from questionnaire.services import answer, result, submit
from questionnaire.services.merge import Given
from scoring.verify import verify

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SIGNATURE = {"name": "Chai S.", "role": "HR director", "accepted": True}
LEVELS = {"E1": 4, "E3": 3, "E4": 0, "E5": 2, "E6": 4, "E7": 4, "E8": 2}


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


@pytest.fixture
def filled(opened, save):
    """Return a worked example, complete but for item E2."""
    assessment = opened("worked-example")
    save(assessment, LEVELS)
    return assessment


def test_readiness_names_what_is_missing(database, cast, filled):
    [problem] = submit.readiness(database, cast.contributor, filled)
    assert (problem.code, problem.where) == (Code.REQUIRED, "E2")
    with pytest.raises(Refusal) as refusal:
        submit.submit(database, cast.certifier, filled, **SIGNATURE, now=NOW)
    assert codes(refusal) == [Code.NOT_READY, Code.REQUIRED]


def test_something_typed_that_waits_stands_in_the_way(database, cast, filled, save):
    save(filled, {"E2": 1})
    save(filled, {"E1": "four"}, cast.contributor)
    assert [p.code for p in submit.readiness(database, cast.certifier, filled)] == [Code.NOT_A_NUMBER]
    old = {"E3": Given(1, "", 0)}
    answer.save(database, cast.contributor, filled, old, language="en", now=NOW)
    assert [p.code for p in submit.readiness(database, cast.certifier, filled)] == [Code.NOT_A_NUMBER, Code.STALE]


@pytest.mark.parametrize("missing", [{"name": " "}, {"role": ""}, {"accepted": False}])
def test_a_signature_has_three_parts(database, cast, filled, save, missing):
    save(filled, {"E2": 1})
    with pytest.raises(Refusal) as refusal:
        submit.submit(database, cast.certifier, filled, **(SIGNATURE | missing), now=NOW)
    assert codes(refusal) == [Code.SIGNATURE_MISSING]


@pytest.mark.parametrize("name", ["ශ්‍රී Perera", "علی‌نژاد", "Ana Cruz", "สมชาย ใจดี"])
def test_names_of_every_script_can_sign(database, cast, filled, save, name):
    save(filled, {"E2": 1})
    assert submit.submit(database, cast.certifier, filled, **(SIGNATURE | {"name": name}), now=NOW).name == name


@pytest.mark.parametrize("name", ["Chai\x00", "Chai\nS.", "Chai \ud800"])
def test_what_cannot_be_printed_cannot_sign(database, cast, filled, save, name):
    save(filled, {"E2": 1})
    with pytest.raises(Refusal) as refusal:
        submit.submit(database, cast.certifier, filled, **(SIGNATURE | {"name": name}), now=NOW)
    assert codes(refusal) == [Code.BAD_CHARACTERS]


def test_only_a_certifier_of_the_supplier_submits(database, cast, filled, save):
    save(filled, {"E2": 1})
    for viewer, code in ((cast.contributor, Code.NOT_ALLOWED), (cast.stranger, Code.NOT_FOUND)):
        with pytest.raises(Refusal) as refusal:
            submit.submit(database, viewer, filled, **SIGNATURE, now=NOW)
        assert codes(refusal) == [code]


def test_the_seal_can_be_verified_by_anybody(database, cast, filled, save):
    save(filled, {"E2": 1})
    draft = result.result(database, cast.certifier, filled, now=NOW)
    made = submit.submit(database, cast.certifier, filled, **SIGNATURE, now=NOW)
    sealed = result.result(database, cast.contributor, filled, now=NOW)
    assert sealed.submission == made
    assert digest(sealed.submission.response) == sealed.submission.digest
    response, problems = read(sealed.submission.response, sealed.instrument)
    assert problems == ()
    assert verify(sealed.receipt, sealed.instrument, response) == ()
    assert (sealed.document, sealed.scorecard) == (draft.document, draft.scorecard)
    assert (made.name, made.role, made.number, made.by) == ("Chai S.", "HR director", 1, cast.certifier.user)


def test_figures_for_lists_are_those_shown(database, cast, filled, save):
    save(filled, {"E2": 1})
    made = submit.submit(database, cast.certifier, filled, **SIGNATURE, now=NOW)
    with database.reading() as connection:
        cells = {(c.part, c.key): c.value for c in submissions.cells_of(connection, cast.certifier, made.id)}
    assert cells["overall", "practice"] == int(made.scorecard["practice"].replace(".", ""))
    assert {key for part, key in cells if part == "section"} == set(made.scorecard["sections"])


def test_what_is_not_asked_is_not_sealed(database, cast, opened, save):
    assessment = opened("when-chain")
    save(assessment, {"P": "no", "Q": "yes", "R": "partly"})
    save(assessment, {"P": "yes"})
    made = submit.submit(database, cast.certifier, assessment, **SIGNATURE, now=NOW)
    assert made.response["answers"] == {"P": "yes"}


def test_a_second_click_gets_the_same_seal(database, cast, filled, save):
    save(filled, {"E2": 1})
    start, made, failures = Barrier(4), [], []

    def click():
        try:
            start.wait()
            made.append(submit.submit(database, cast.certifier, filled, **SIGNATURE, now=NOW))
        except Exception as error:  # noqa: BLE001  reported below
            failures.append(error)

    threads = [Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len({each.id for each in made}) == 1


def test_a_sealed_assessment_takes_no_more_answers(database, cast, filled, save):
    save(filled, {"E2": 1})
    submit.submit(database, cast.certifier, filled, **SIGNATURE, now=NOW)
    with pytest.raises(Refusal) as refusal:
        save(filled, {"E2": 2})
    assert codes(refusal) == [Code.ALREADY_SUBMITTED]
    loaded = answer.load(database, cast.certifier, filled)
    assert (loaded.assessment.status, loaded.editable) == (Status.SUBMITTED, False)
