"""Words and sentences of another language inside a note: what a vocabulary translates stays as it is."""

from __future__ import annotations

import re

from flashcards.rules.grammar import is_common_noun
from flashcards.rules.language import Language, small_elsewhere

_WORD = re.compile(r"[^\W\d_]{2,}")


def is_foreign(text: str, language: Language) -> bool:
    """``la acera`` or ``Cuando era niño`` in a note in English: do the small words of another language say so?

    A single one does at the start, unless nouns of the note's own language stand with it (``con artist``). What has a
    capital inside may be a name that holds them: ``van der Waals forces``.
    """
    said = _WORD.findall(text)
    if not language.name or not said or any(word[:1].isupper() for word in said[1:]):
        return False
    small = {word.casefold() for word in said}
    others = small_elsewhere(language.name)
    opens = said[0] in others and not any(is_common_noun(word, language) for word in said)
    return (opens or len(small & others) > 1) and language.small.isdisjoint(small)
