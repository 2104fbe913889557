"""Does this text ask for personal data of a worker?

Names, passport numbers and telephone numbers of workers have no place in a supplier's answers: a leak would harm the
very people the questionnaire is for. Sentences that forbid them ("Do not name workers") are welcome, so a sentence
that forbids is not looked at.
"""

import re

SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=[A-Z])|\n+")
FORBIDDING = re.compile(
    r"\b(?:do not|don['’]t|never|must not|should not|may not|need not|without|nobody|instead of|leave out|remove"
    r"|(?:no|not) (?:(?:the|any|full|personal|workers?['’]?s?) )*(?:names?|details|data|numbers?))\b",
    re.IGNORECASE,
)
READ = 2000  # characters; a longer text is refused for its length, and the patterns take long over it
PERSON = (
    r"(?:workers?|employees?|migrants?|staff|labou?rers?|victims?|complainants?|applicants?|candidates?|recruits?"
    r"|persons?|people|women|men|child(?:ren)?|minors?|survivors?|refugees?|individuals?)"
)
NUMBER = r"(?:no\.?|numbers?)"
# What identifies one person. A plain "name" or "address" needs a person beside it: recruiters have both.
IDENTIFIER = (
    r"(?:(?:full |first |last |family |given |real )?names?|surnames?"
    rf"|passports? (?:{NUMBER}|cop(?:y|ies)|scans?|details)"
    rf"|(?:identity|id|visa|(?:work )?permit|bank account|social security|national id) (?:card )?(?:{NUMBER}|details)"
    rf"|(?:tele)?phones?(?: {NUMBER})?|(?:mobile|whatsapp)(?: (?:{NUMBER}|phones?))?|e-?mail(?: address(?:es)?)?"
    r"|(?:home |private |postal )?address(?:es)?|contact details|dates? of birth|birth ?dates?"
    r"|signatures?|photos?|photographs?|fingerprints?)"
)
OTHERS = rf"(?:(?:,| and| or|, and|, or) {IDENTIFIER})*"
ARTICLES = (
    r"(?:(?:the|a|an|each|every|any|all|your|this|these|those|one|single|affected|injured|migrant|foreign|individual"
    r"|such|which)\s+){0,3}"
)
ASKING = re.compile(
    r"^\W*(?:what (?:is|are|was|were)|who|which|list|give|enter|write|state|provide|name|tell|upload|attach|add"
    r"|fill in|type|record|please)\b",
    re.IGNORECASE,
)
ABOUT_A_PERSON = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{IDENTIFIER}{OTHERS} (?:of|for|from) {ARTICLES}{PERSON}\b",
        rf"\b{PERSON}(?:['’]s|s['’]|['’])? (?:own |private |personal )?{IDENTIFIER}(?!\w)",
        rf"\bname {ARTICLES}{PERSON}\b",
        rf"\bwho (?:is|was|are|were) {ARTICLES}{PERSON}\b",
    )
)
# These are nobody's but a person's.
ALWAYS_PERSONAL = re.compile(
    rf"\bpassport {NUMBER}|\b(?:identity|id) card {NUMBER}|\bdates? of birth\b|\b(?:full|family|given) names?\b"
    rf"|\bsurnames?\b|\bsocial security {NUMBER}|\bhome address(?:es)?\b",
    re.IGNORECASE,
)


def asks_for_personal_data(text: str, *, free_entry: bool) -> bool:
    """Whether a text asks for a worker's name, number, address or the like.

    `free_entry`: whether it stands over a field in which such an answer could be typed. There a mere label ("Passport
    number") asks, too; elsewhere (a maturity item on how passports are kept, a hint) only a plain request does.
    """
    return any(_asks(sentence, free_entry=free_entry) for sentence in SENTENCE.split(text[:READ]))


def _asks(sentence: str, *, free_entry: bool) -> bool:
    is_request = ASKING.search(sentence) or (free_entry and "?" not in sentence)
    if FORBIDDING.search(sentence) or not is_request:
        return False
    if any(pattern.search(sentence) for pattern in ABOUT_A_PERSON):
        return True
    return free_entry and ALWAYS_PERSONAL.search(sentence) is not None
