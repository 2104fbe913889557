"""What can be wrong with an instrument, an answer, a response or a workbook, and where.

A problem is a value, not an exception: callers collect all of them and report them together. `Refusal` carries
problems across a boundary that cannot return them. Sentences live in `questionnaire.wording`, never here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """Every problem the product can report. The value is public: it appears in `--json` output and in the docs."""

    # The file or document as a whole.
    NOT_JSON = "not-json"
    NOT_UTF8 = "not-utf8"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    DUPLICATE_KEY = "duplicate-key"
    NOT_FOUND = "not-found"
    WRONG_SHAPE = "wrong-shape"
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"

    # Faults of an instrument: it cannot be used at all.
    BAD_ID = "bad-id"
    DUPLICATE_ID = "duplicate-id"
    UNKNOWN_ITEM = "unknown-item"
    UNKNOWN_OPTION = "unknown-option"
    UNKNOWN_AREA = "unknown-area"
    UNKNOWN_STAGE = "unknown-stage"
    UNKNOWN_CRITICAL = "unknown-critical"
    UNKNOWN_REFERENCE = "unknown-reference"
    UNKNOWN_OPERATOR = "unknown-operator"
    WRONG_ARITY = "wrong-arity"
    WRONG_TYPE = "wrong-type"
    LOOKS_AHEAD = "looks-ahead"
    BAD_WEIGHT = "bad-weight"
    BAD_ANCHORS = "bad-anchors"
    BAD_LEVEL = "bad-level"
    BAD_LIMITS = "bad-limits"
    BAD_NUMBER = "bad-number"
    MISPLACED_KEY = "misplaced-key"

    # Findings about an instrument: it can be tried, not published.
    ALWAYS_TRUE = "always-true"
    ALWAYS_FALSE = "always-false"
    NEVER_ASKED = "never-asked"
    FREE_REASON_ON_CRITICAL = "free-reason-on-critical"
    UNREACHABLE_LEVEL = "unreachable-level"
    NO_ACTION = "no-action"
    NO_RULE_AT_STAGE = "no-rule-at-stage"
    NOTHING_SCORED = "nothing-scored"
    NO_ROW_LIMIT = "no-row-limit"
    UNUSED_CRITICAL = "unused-critical"
    INDICATOR_OVER_TEXT = "indicator-over-text"
    TOO_LONG_TO_READ = "too-long-to-read"
    PERSONAL_DATA = "personal-data"
    UNKNOWN_NEED = "unknown-need"
    BUMP_TOO_SMALL = "bump-too-small"
    NOT_PUBLISHED_AS_FILED = "not-published-as-filed"

    # Answers and response documents.
    WRONG_INSTRUMENT = "wrong-instrument"
    WRONG_DIGEST = "wrong-digest"
    NOT_A_CHOICE = "not-a-choice"
    EXCLUSIVE_OPTION = "exclusive-option"
    REPEATED_OPTION = "repeated-option"
    NOT_A_NUMBER = "not-a-number"
    NOT_A_WHOLE_NUMBER = "not-a-whole-number"
    TOO_SMALL = "too-small"
    TOO_BIG = "too-big"
    TOO_PRECISE = "too-precise"
    NOT_A_DATE = "not-a-date"
    NOT_A_MONTH = "not-a-month"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    NOT_A_COUNTRY = "not-a-country"
    NOT_A_LANGUAGE = "not-a-language"
    NOT_A_CURRENCY = "not-a-currency"
    TOO_LONG = "too-long"
    EMPTY_TEXT = "empty-text"
    BAD_CHARACTERS = "bad-characters"
    TOO_FEW_ROWS = "too-few-rows"
    TOO_MANY_ROWS = "too-many-rows"
    DUPLICATE_ROW = "duplicate-row"
    NO_DONT_KNOW = "no-dont-know"
    NO_NOT_APPLICABLE = "no-not-applicable"
    UNKNOWN_REASON = "unknown-reason"
    REASON_NEEDS_TEXT = "reason-needs-text"
    NOT_ANSWERABLE = "not-answerable"
    REQUIRED = "required"
    CHECK_FAILED = "check-failed"
    BAD_EVIDENCE = "bad-evidence"
    AMBIGUOUS_NUMBER = "ambiguous-number"
    AMBIGUOUS_DATE = "ambiguous-date"
    TWO_ANSWERS = "two-answers"
    EMPTY_PART = "empty-part"
    BAD_RECEIPT = "bad-receipt"
    CHAIN_BROKEN = "chain-broken"

    # Files that people send us.
    FILE_EMPTY = "file-empty"
    FILE_TOO_LARGE = "file-too-large"
    FILE_TYPE = "file-type"
    FILE_UNREADABLE = "file-unreadable"
    FILE_HOSTILE = "file-hostile"
    FILE_EXPIRED = "file-expired"
    WRONG_WORKBOOK = "wrong-workbook"
    UNKNOWN_ROW = "unknown-row"
    UNKNOWN_STATUS = "unknown-status"
    FORMULA_IN_CELL = "formula-in-cell"
    MERGED_CELL = "merged-cell"
    CELL_MISSING = "cell-missing"
    SHEET_MISSING = "sheet-missing"
    ROW_LEFT_OUT = "row-left-out"
    NOT_CARRIED = "not-carried"
    TOO_OLD = "too-old"
    STALE = "stale"

    # Translations.
    PLACEHOLDERS_DIFFER = "placeholders-differ"
    MARKUP_DIFFERS = "markup-differs"
    LINE_BREAKS_DIFFER = "line-breaks-differ"
    OUTER_SPACE = "outer-space"
    PLURAL_FORMS = "plural-forms"
    NOT_NFC = "not-nfc"
    WRONG_SCRIPT = "wrong-script"
    FOREIGN_WORDS = "foreign-words"
    NEGATION_LOST = "negation-lost"
    NUMBERS_DIFFER = "numbers-differ"
    ANSWERS_ALIKE = "answers-alike"
    OTHER_WORDS = "other-words"
    SOURCE_CHANGED = "source-changed"
    UNKNOWN_TEXT = "unknown-text"
    TRANSLATION_STALE = "translation-stale"
    ALREADY_REVIEWED = "already-reviewed"
    NEEDS_REVIEWER = "needs-reviewer"
    NOT_UP_TO_DATE = "not-up-to-date"
    NOT_A_CHECKOUT = "not-a-checkout"

    # Doing things.
    NOT_ALLOWED = "not-allowed"
    LINK_USED = "link-used"
    LINK_EXPIRED = "link-expired"
    TOO_MANY_TRIES = "too-many-tries"
    ALREADY_SUBMITTED = "already-submitted"
    NOT_READY = "not-ready"
    SIGNATURE_MISSING = "signature-missing"
    NO_SUCH_STEP = "no-such-step"
    NEEDS_EVIDENCE = "needs-evidence"
    NEEDS_CAUSE = "needs-cause"
    NOTHING_OWED = "nothing-owed"
    NEEDS_SOMEBODY_ELSE = "needs-somebody-else"
    SIGNED_OUT = "signed-out"
    FORM_EXPIRED = "form-expired"
    BAD_REQUEST = "bad-request"
    CANNOT_WRITE = "cannot-write"
    OUR_FAULT = "our-fault"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its code, its place, and the values a sentence about it needs.

    `where` is a JSON pointer in a document (`/sections/0/items/3/weight`), an item id for an answer (`ER-1-05`, a
    table cell as `T/row/column`), or a cell (`Plan!C7`) in a workbook. `params` are pairs of names and texts.
    """

    code: Code
    where: str = ""
    params: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: Code, where: str = "", **params: object) -> Self:
        """Make a problem from keyword parameters."""
        return cls(code, where, tuple((name, str(value)) for name, value in params.items()))


class Refusal(Exception):  # noqa: N818  it is not always an error; it is an answer
    """Something cannot be done, and these are the problems that say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code} at {p.where}" for p in self.problems))
