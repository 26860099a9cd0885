"""How English words change: articles, plurals, the verb that questions are asked with."""

from __future__ import annotations

import re

_SOUNDS_LIKE_A_CONSONANT = re.compile(r"uni(?!n)|us[aeiu]|eu|one\b|once|ubi|ut[ei]", re.IGNORECASE)
_SOUNDS_LIKE_A_VOWEL = re.compile(r"[aeiou]|hour|hono|hones|heir", re.IGNORECASE)


def indefinite(name: str) -> str:
    """The English article before ``name``."""
    return "an" if _SOUNDS_LIKE_A_VOWEL.match(name) and not _SOUNDS_LIKE_A_CONSONANT.match(name) else "a"


def with_s(word: str) -> str:
    """An English noun for several, or a verb as one thing does it: ``carries``."""
    if re.search("[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search("(?:s|x|z|ch|sh)$", word) else f"{word}s"


def form_of_do(verb: str, base: str) -> str:
    """The auxiliary that asks in the place of a finite ``verb``, in lower case, whose dictionary form is ``base``."""
    if verb == base:
        return "do"
    return "does" if verb.endswith("s") else "did"
