"""How are characters that mean the same made the same, whatever keyboard they come from?"""

import re
import unicodedata

UNSEEN = re.compile("[\u200b\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e\ufeff]")


def latin_digits(words: str) -> str:
    """Return words with the digits of any script as 0-9."""
    return "".join(_digit(character) for character in words)


def folded(words: str) -> str:
    """Return words as they are compared: digits of any script as 0-9, no marks of direction, one kind of space."""
    visible = UNSEEN.sub("", unicodedata.normalize("NFKC", words))
    return re.sub(r"\s+", " ", latin_digits(visible)).strip().casefold()


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
