"""What would this text look like in a language that is longer and has accents?

The pseudo-locale is no language. It shows before any translator does which texts are not translated at all (they stand
without brackets), which are cut, and which letters a font does not have.
"""

import re
from gettext import NullTranslations
from itertools import cycle

LONGER = 0.4  # what translations from English add, at the length of a sentence
KEPT = re.compile(r"\{\w+\}|<[^<>]*>|&#?\w+;")
PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ACCENTED = "ÁƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽáƀçðéƒĝĥîĵķļṁñöþɋŕšţûṽŵẋýž"
ACCENTS = str.maketrans(PLAIN, ACCENTED)
FILLING = ("öñé", "ţŵö", "ţĥŕéé", "ƒöûŕ", "ƒîṽé", "šîẋ", "šéṽéñ")
BEGIN, END = "⟦", "⟧"


def lengthened(text: str) -> str:
    """Return a text with accents, 40 % longer, in brackets; placeholders and markup stay as they are."""
    parts = re.split(f"({KEPT.pattern})", text)
    accented = "".join(part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in parts)
    return f"{BEGIN}{accented}{_filling(sum(len(part) for part in parts if not KEPT.fullmatch(part)))}{END}"


def _filling(length: int) -> str:
    added = ""
    for word in cycle(FILLING):
        if len(added) >= LONGER * length:
            return added
        added += f" {word}"
    raise AssertionError


class Pseudo(NullTranslations):
    """Has every text, made from its source."""

    def gettext(self, message: str) -> str:
        """Return a text of the interface."""
        return lengthened(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form of a text that a count takes, as in English."""
        return lengthened(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002  the base class names it
        """Return a text of an instrument."""
        return lengthened(message)
