"""What should a person do about this problem?

One sentence or two per code: what is wrong, and what to do. `{name}` is a parameter of the problem. Where more is
known than the code, `nearer` has a better one.
"""

import re
from collections.abc import Mapping
from datetime import date as Date  # noqa: N812
from decimal import Decimal

from instruments.problems import Code, Problem
from questionnaire.wording.catalogues import gettext
from questionnaire.wording.figures import date, in_digits, month, number
from questionnaire.wording.locales import SOURCE
from questionnaire.wording.nearer import OF_BOX, nearer
from questionnaire.wording.words import N_

SENTENCES: Mapping[Code, str] = {
    # The file or document as a whole.
    Code.NOT_JSON: N_("This file is not valid JSON. Open it in a text editor and correct the place shown."),
    Code.NOT_UTF8: N_("This file is not UTF-8 text. Save it again with the encoding UTF-8."),
    Code.TOO_LARGE: N_("This is too large. The limit is {limit}."),
    Code.TOO_DEEP: N_("This document has too many levels inside one another. Make it flatter."),
    Code.DUPLICATE_KEY: N_("The key “{key}” stands here twice. Remove one of the two."),
    Code.NOT_FOUND: N_("We cannot find this. Check the name or the address."),
    Code.WRONG_SHAPE: N_("This has the wrong form. It must be {expected}."),
    Code.UNKNOWN_KEY: N_("The key “{key}” is not known here. Check its spelling or remove it."),
    Code.MISSING_KEY: N_("The key “{key}” is missing. Add it."),
    # Faults of an instrument.
    Code.BAD_ID: N_("“{id}” cannot be an id. Use letters, digits, hyphens and underscores only."),
    Code.DUPLICATE_ID: N_("The id “{id}” is used twice. Give one of the two another id."),
    Code.UNKNOWN_ITEM: N_("There is no question “{item}”. Check its id."),
    Code.UNKNOWN_OPTION: N_("There is no option “{option}”. Use an option that the question has."),
    Code.UNKNOWN_AREA: N_("There is no area “{area}”. Use an area that the instrument lists."),
    Code.UNKNOWN_STAGE: N_("There is no stage “{stage}”. Use a stage that the instrument lists."),
    Code.UNKNOWN_CRITICAL: N_("There is no critical issue “{id}”. Add it to the list or correct the id."),
    Code.UNKNOWN_REFERENCE: N_("The reference “{key}” is not listed. Add it to the references or correct it."),
    Code.UNKNOWN_OPERATOR: N_("The operator “{operator}” is not known. See the list in the format's description."),
    Code.WRONG_ARITY: N_("This operator has the wrong number of arguments. It takes {expected}."),
    Code.WRONG_TYPE: N_("This is of the wrong type. It must be {expected}."),
    Code.LOOKS_AHEAD: N_("This condition uses “{item}”, which is asked later. Move one of the two."),
    Code.BAD_WEIGHT: N_("A scored question needs a weight of 1, 2 or 3. Other questions have none."),
    Code.BAD_ANCHORS: N_("A maturity question needs five written levels. Write all five."),
    Code.BAD_LEVEL: N_("This level is not possible here. Use a level from 0 to 4."),
    Code.BAD_LIMITS: N_("These limits leave nothing to enter. The lower one must not be above the upper one."),
    Code.BAD_NUMBER: N_("This number is not possible here. Check it."),
    Code.MISPLACED_KEY: N_("The key “{key}” does not belong to this kind of question. Remove it."),
    # Findings about an instrument.
    Code.ALWAYS_TRUE: N_("This condition is always true. Remove it or correct it."),
    Code.ALWAYS_FALSE: N_("This condition is never true. Remove it or correct it."),
    Code.NEVER_ASKED: N_("This question can never be asked. Correct its condition or remove it."),
    Code.FREE_REASON_ON_CRITICAL: N_("A critical question cannot have a free reason. List the exact reasons instead."),
    Code.UNREACHABLE_LEVEL: N_("No answer reaches this level. Lower the level or change the question."),
    Code.NO_ACTION: N_("A gap here would come without advice. Add an action."),
    Code.NO_RULE_AT_STAGE: N_("This area has no rule at stage {stage}. Add one to a question."),
    Code.NOTHING_SCORED: N_("This section is scored but no question in it is. Add one or mark the section unscored."),
    Code.NO_ROW_LIMIT: N_("This table has no limit. Set the most rows it may have."),
    Code.UNUSED_CRITICAL: N_("No question raises this critical issue. Use it or remove it."),
    Code.INDICATOR_OVER_TEXT: N_("A figure cannot be made from free text. Use a number or a choice."),
    Code.TOO_LONG_TO_READ: N_("This text is too long to read with ease. The limit is {limit} characters."),
    Code.PERSONAL_DATA: N_("This seems to ask for a worker's personal details. Ask about the practice instead."),
    Code.UNKNOWN_NEED: N_("The need “{need}” is not known. Use one from the list of referrals."),
    Code.BUMP_TOO_SMALL: N_("These changes need a new {needed} version. Raise the version number."),
    Code.NOT_PUBLISHED_AS_FILED: N_("This file differs from what was published. Publish a new version instead."),
    # Answers and response documents.
    Code.WRONG_INSTRUMENT: N_("This is for another questionnaire. It must be for {expected}."),
    Code.WRONG_DIGEST: N_("This was made for another edition of the questionnaire. Download a new one."),
    Code.NOT_A_CHOICE: N_("Choose one of the answers listed."),
    Code.EXCLUSIVE_OPTION: N_("You chose “none” together with other answers. Keep one or the other."),
    Code.REPEATED_OPTION: N_("An answer is listed twice. Keep it once."),
    Code.NOT_A_NUMBER: N_("Enter a number in figures, like 12 or 12.5."),
    Code.NOT_A_WHOLE_NUMBER: N_("Enter a whole number, without decimals."),
    Code.TOO_SMALL: N_("Enter {limit} or more."),
    Code.TOO_BIG: N_("Enter {limit} or less."),
    Code.TOO_PRECISE: N_("Enter no more than {decimals} decimals."),
    Code.NOT_A_DATE: N_("Enter a date that exists, as year-month-day, like 2026-03-27."),
    Code.NOT_A_MONTH: N_("Enter a month as year-month, like 2026-03."),
    Code.TOO_EARLY: N_("Enter {limit} or later."),
    Code.TOO_LATE: N_("Enter {limit} or earlier."),
    Code.NOT_A_COUNTRY: N_("Choose a country from the list."),
    Code.NOT_A_LANGUAGE: N_("Choose a language from the list."),
    Code.NOT_A_CURRENCY: N_("Choose the currency of this amount."),
    Code.TOO_LONG: N_("Use {limit} characters or fewer."),
    Code.EMPTY_TEXT: N_("Enter some text, or leave the field empty."),
    Code.BAD_CHARACTERS: N_("This text has characters that cannot be shown. Type it again."),
    Code.TOO_FEW_ROWS: N_("Fill in at least {limit} rows."),
    Code.TOO_MANY_ROWS: N_("Use {limit} rows or fewer."),
    Code.DUPLICATE_ROW: N_("This row stands here twice. Remove one of the two."),
    Code.NO_DONT_KNOW: N_("“I do not know” is not offered here. Answer, or leave it empty until you can."),
    Code.NO_NOT_APPLICABLE: N_("“Does not apply” is not offered here. Answer, or leave it empty until you can."),
    Code.UNKNOWN_REASON: N_("Choose one of the reasons listed for “does not apply”."),
    Code.REASON_NEEDS_TEXT: N_("Say in your own words why this does not apply to you."),
    Code.NOT_ANSWERABLE: N_("This is only a text to read. It has no answer."),
    Code.REQUIRED: N_("Answer this question. If you cannot, choose “I do not know”."),
    Code.CHECK_FAILED: N_("These answers do not agree. Check them."),
    Code.BAD_EVIDENCE: N_("This evidence cannot be read. Give its level from 0 to 4, and its file if there is one."),
    Code.AMBIGUOUS_NUMBER: N_("“{given}” can be read in two ways. Enter {thousands} or {decimals}."),
    Code.AMBIGUOUS_DATE: N_("“{given}” can be read in two ways. Enter {one} or {other}."),
    Code.TWO_ANSWERS: N_("You gave two answers that exclude each other. Keep one and clear the other."),
    Code.EMPTY_PART: N_("Fill in every box. Enter 0 where you counted nobody."),
    Code.BAD_RECEIPT: N_("This receipt does not match its numbers. Ask for a new one."),
    # Files that people send us.
    Code.FILE_EMPTY: N_("This file is empty. Choose another file."),
    Code.FILE_TOO_LARGE: N_("This file is too large. The limit is {limit}."),
    Code.FILE_TYPE: N_("We cannot take this type of file. Use PDF, an image, Word, Excel or plain text."),
    Code.FILE_UNREADABLE: N_("We cannot open this file. Save it again and try once more."),
    Code.FILE_HOSTILE: N_("This file has active parts, such as macros. Save it without them and try again."),
    Code.FILE_EXPIRED: N_("This document is past its expiry date. Add a current one."),
    Code.WRONG_WORKBOOK: N_("This workbook is not one of ours, or is for something else. Download a new one."),
    Code.UNKNOWN_ROW: N_("This row is not in our records. Do not change the first column of the workbook."),
    Code.UNKNOWN_STATUS: N_("This status is not known. Choose one from the list in the cell."),
    Code.FORMULA_IN_CELL: N_("This cell holds a formula. Type the answer itself into it."),
    Code.MERGED_CELL: N_("This cell was merged with another one, so its own answer is gone. Unmerge the cells."),
    Code.CELL_MISSING: N_("The cell of this answer is not in the file any more, so nothing is said of it."),
    Code.SHEET_MISSING: N_("This sheet is not in the file any more, so nothing is said of its questions."),
    Code.ROW_LEFT_OUT: N_("This row cannot come in without this cell. Correct the cell and bring the file again."),
    Code.NOT_CARRIED: N_("This question has changed since the workbook was made. Answer it anew."),
    Code.TOO_OLD: N_("This was brought in more than {days} days ago, so it cannot be taken back any more."),
    Code.STALE: N_("A colleague changed this answer after you opened the page. Compare the two."),
    # Translations.
    Code.PLACEHOLDERS_DIFFER: N_("The parts in braces differ from the source. Write them exactly: {expected}."),
    Code.MARKUP_DIFFERS: N_("The markup differs from the source. Write it exactly: {expected}."),
    Code.LINE_BREAKS_DIFFER: N_("The line breaks differ from the source. Break the text where the source does."),
    Code.OUTER_SPACE: N_("A space at the beginning or the end differs from the source. Correct it."),
    Code.PLURAL_FORMS: N_("The plural forms are not complete or not in order. Write all of them: {forms}."),
    Code.NOT_NFC: N_("The letters are composed in an unusual way. Save the text as Unicode NFC."),
    Code.WRONG_SCRIPT: N_("Some letters belong to another script: {letters}. Write them in the right one."),
    Code.FOREIGN_WORDS: N_("Some words are not translated: {words}. Translate them, or list them as names."),
    Code.NEGATION_LOST: N_("The source says “not”, and the translation seems not to. Check its meaning."),
    Code.NUMBERS_DIFFER: N_("The numbers differ from the source: {expected} there, {found} here. Check them."),
    Code.ANSWERS_ALIKE: N_("This answer has the same words as {other}. Tell the two apart."),
    Code.OTHER_WORDS: N_("The same source has other words at {other}. Use the same, or accept the difference."),
    Code.SOURCE_CHANGED: N_("The source of this text has changed. Translate it as it is now."),
    Code.UNKNOWN_TEXT: N_("There is no such text any more. Leave it out."),
    Code.TRANSLATION_STALE: N_("This translation was changed after the file was made. Export it again and compare."),
    Code.ALREADY_REVIEWED: N_("A native speaker has reviewed this text as it stands. Ask one to review the new words."),
    Code.NEEDS_REVIEWER: N_("Some rows say that they were reviewed. Say by whom, with --reviewed-by."),
    Code.NOT_UP_TO_DATE: N_("This file does not have the texts of today. Run the command: questionnaire words update."),
    Code.NOT_A_CHECKOUT: N_("This works only in a copy of the project itself, where babel.cfg is. Run it there."),
    # Doing things.
    Code.NOT_ALLOWED: N_("You cannot do this here. Ask the person in your organisation who can."),
    Code.LINK_USED: N_("This link has been used. Ask for a new one."),
    Code.LINK_EXPIRED: N_("This link is too old. Ask for a new one."),
    Code.TOO_MANY_TRIES: N_("There were too many tries. Wait a little and try again."),
    Code.ALREADY_SUBMITTED: N_("This was submitted already, so it cannot be changed."),
    Code.NOT_READY: N_("This is not complete yet. Answer the questions listed first."),
    Code.CHAIN_BROKEN: N_("The record of events was changed after it was written. Tell your administrator at once."),
    Code.NO_SUCH_STEP: N_("This step is not possible from here. Choose one of the steps shown."),
    Code.NEEDS_EVIDENCE: N_("This needs evidence first. Add a file to the action."),
    Code.NEEDS_CAUSE: N_("Say what the root cause is before you close this action."),
    Code.NOTHING_OWED: N_("An instalment is in {currency}, in which nothing is owed. Change one of the two."),
    Code.NEEDS_SOMEBODY_ELSE: N_("Somebody other than its owner must close this action. Ask a colleague."),
    Code.SIGNED_OUT: N_("You were signed out. Open your sign-in link again, or ask for a new one."),
    Code.FORM_EXPIRED: N_("This page was open for too long, so nothing was saved yet. Send it again."),
    Code.BAD_REQUEST: N_("We could not read what was sent. Go back and try again."),
    Code.CANNOT_WRITE: N_("We cannot write this file. Choose another place or name."),
    Code.OUR_FAULT: N_("This is our mistake, not yours. Try again in a few minutes."),
    Code.SIGNATURE_MISSING: N_("Enter your name and your role, and tick the declaration."),
}


WRITTEN = frozenset({"limit", "days", "one", "other"})
TO_TYPE = frozenset({"thousands", "decimals"})  # offered to be typed: with no more marks than are needed


def problem_text(problem: Problem, locale: str = SOURCE) -> str:
    """Return the sentence about a problem, in `locale`."""
    values = dict(problem.params)
    sentence = nearer(problem.code, values) or SENTENCES[problem.code]
    values |= {name: _written(values[name], locale) for name in WRITTEN & values.keys()}
    values |= {name: in_digits(values[name], locale) for name in TO_TYPE & values.keys()}
    said = gettext(sentence, locale, **values)
    return gettext(OF_BOX, locale, box=values["box"], sentence=said) if "box" in values else said


def _written(text: str, locale: str) -> str:
    """Write a limit as the reader writes it: a date or a month in words, a number with its marks."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date(Date.fromisoformat(text), locale)
    if re.fullmatch(r"\d{4}-\d\d", text):
        return month(text, locale)
    return number(Decimal(text), locale) if re.fullmatch(r"-?\d+(\.\d+)?", text) else in_digits(text, locale)
