"""In which order do people of this language look for names?"""

from functools import lru_cache

from pyuca import Collator

from questionnaire.wording.strings import tag


def sort_key(text: str, locale: str) -> tuple[int, ...]:
    """Return what to sort `text` by: the Unicode Collation Algorithm, and for Chinese the sound of the characters.

    GB 2312, on which GB 18030 builds, orders its common characters by pinyin; the algorithm without tailoring would
    order them by radical, which nobody looks up.
    """
    if tag(locale).partition("_")[0] == "zh":
        return tuple(text.encode("gb18030"))
    return tuple(_collator().sort_key(text))


@lru_cache(maxsize=1)
def _collator() -> Collator:
    return Collator()
