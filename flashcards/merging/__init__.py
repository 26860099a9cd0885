"""Drafts of a whole collection: what says the same becomes one draft, what asks the same becomes one card."""

from flashcards.merging.joining import merge, put
from flashcards.merging.statement import is_one_edit, likely_keys, may_be_one, spoken
from flashcards.merging.twins import TELLING_BACK_WORDS, TELLING_FRONT_WORDS

__all__ = [
    "TELLING_BACK_WORDS",
    "TELLING_FRONT_WORDS",
    "is_one_edit",
    "likely_keys",
    "may_be_one",
    "merge",
    "put",
    "spoken",
]
