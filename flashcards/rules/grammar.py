"""Parts of speech: which words of a sentence are names, verbs, prepositions, as one letter each.

A tagger with its model is a library's business (HanTa, a hidden Markov model over morphemes); this module only maps its
tags to a few letters that all languages share. For a language without a model there is no reading, and rules fall back
on closed-class words and shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from flashcards.markup import MASKED, mask, whole_emphasis
from flashcards.rules.language import Language
from flashcards.rules.vocabulary import ABBREVIATIONS

_ABBREVIATED = "|".join(sorted(map(re.escape, ABBREVIATIONS), key=len, reverse=True))
_WORD = re.compile(
    rf"{MASKED}+|\.\.\.|(?:\b[^\W\d_]\.){{2,}}|\b[^\W\d_]{{1,4}}\.(?=\s\d)"  # a formula, dots, e.g., the ``no.`` of no. 5
    rf"|\b(?i:{_ABBREVIATED})\.(?=\s(?:of|der|des|von|de|di|do|da|van|av)\s)"  # no. of copies
    r"|\d[\d.,]*\s(?:to|bis)\s\d[\d.,]*"  # 3 to 5
    r"|\d{1,3}(?:,\d{3})+(?!\d)"  # 13,000
    r"|\d+(?:[.,]\d+)?\s?[%‰]"  # 15.3 %
    r"|['’]s\b|n['’]t\b|\w+?(?=n['’]t\b)|\bcan(?=not\b)"  # Tom|'s, does|n't, can|not
    r"|\w+(?:(?!['’]s\b)[-'’/.&]\w+)*\+?|[^\w\s]"
)
LONGEST_SENTENCE = 1000
"""In characters: what is longer is no sentence that anybody wrote."""

_LONGEST_WORD = 28
"""In characters; the tagger tries every way of cutting a word that it doesn't know."""
_YEAR = re.compile(r"1\d{3}|20\d\d")
_STAND_IN = "thing"
"""What the tagger reads in the place of a formula or code, which it doesn't know: a noun."""


_QUOTATION_MARKS = frozenset('"“”„«»')
"""They are no words, and part nothing: ``the word “fief”``."""
_CLOSING = {'"': '"', "“": "”", "„": "“", "«": "»"}


def _closes(sentence: str, start: int, end: int) -> int:
    """Is the next character the mark that ends a quotation begun in the stretch? One if so, else none."""
    stretch, following = sentence[start:end], sentence[end : end + 1]
    opened = [mark for mark in stretch if mark in _CLOSING]
    if not opened or following != _CLOSING[opened[-1]]:
        return 0
    is_open = stretch.count(following) % 2 == 1 if following == '"' else stretch.count(following) < len(opened)
    return int(is_open)


class Word(NamedTuple):
    """One word: where it stands in the sentence, and its part of speech as a letter of ``Reading.shape``."""

    start: int
    end: int
    part: str
    base: str
    """Its dictionary form; the word itself where the tagger doesn't know it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence with its words; ``shape`` has one letter for each word, so that grammar can be written as patterns.

    D article or the like, J adjective, Q number, Y year, N noun, M name, G gerund, P preposition, O the preposition of belonging,
    V finite verb, B finite copula, X modal or finite auxiliary, I infinitive, E participle, A adverb, R pronoun, W relative or
    question word, S what opens a clause, & and/or, T the mark of an infinitive, t verb particle, n not, s the mark of the
    possessive, comma, parentheses, and ``.`` for any other mark.
    """

    sentence: str
    words: tuple[Word, ...]
    shape: str
    language: Language

    def span(self, words: tuple[int, int]) -> tuple[int, int]:
        """Offsets in the sentence of a stretch of words, given by its first and the one after its last."""
        first, last = words
        return self.words[first].start, self.words[last - 1].end

    def text(self, words: tuple[int, int]) -> str:
        """What a stretch of words says, as Markdown; nothing for an empty one."""
        first, last = words
        if last <= first:
            return ""
        start, end = self.span(words)
        return whole_emphasis(self.sentence[start : end + _closes(self.sentence, start, end)])

    def word(self, number: int) -> str:
        """The word of this number in lower case; empty after the last."""
        return self.text((number, number + 1)).casefold() if number < len(self.words) else ""

    def end_with_relative_clause(self, end: int) -> int:
        """Where a stretch up to ``end`` ends with the clause that follows without a comma and says which one is meant."""
        relative = self.word(end) in self.language.grammar.relatives
        found = re.match(r"[^,.]*", self.shape[end:]) if relative else None
        return end + len(found[0]) if found else end

    def names(self, words: tuple[int, int]) -> bool:
        """Does a stretch of words name something, and not only point to it?"""
        named = any(part in "NMQYG" for part in self.shape[slice(*words)])
        if re.search(r"['’](?:ll|ve|re|d|m)$|n['’]t$", self.word(words[0])):
            return False
        return named and self.word(words[0]) not in self.language.grammar.pointing

    def is_base(self, word: int) -> bool:
        """Is this word its own dictionary form?"""
        start, end, _, base = self.words[word]
        return self.sentence[start:end].casefold() == base.casefold()


_ENGLISH = {
    "NN0": "N", "NN1": "N", "NN2": "N", "NP0": "M", "AJ0": "J", "AJC": "J", "AJS": "J", "AT0": "D", "DT0": "D", "DPS": "D",
    "DTQ": "W", "PNQ": "W", "AVQ": "W", "CRD": "Q", "ORD": "J", "PNP": "R", "PNI": "R", "PNX": "R", "EX0": "R", "PRP": "P",
    "PRF": "O", "TO0": "T", "VBB": "B", "VBD": "B", "VBZ": "B", "VBI": "I", "VBG": "G", "VBN": "E", "VHB": "V", "VHD": "V",
    "VHZ": "V", "VHI": "I", "VHG": "G", "VHN": "E", "VDB": "X", "VDD": "X", "VDZ": "X", "VDI": "I", "VDG": "G", "VDN": "E",
    "VM0": "X", "VVB": "V", "VVD": "V", "VVZ": "V", "VVI": "I", "VVG": "G", "VVN": "E", "AV0": "A", "AVP": "t", "CJC": "&",
    "CJS": "S", "CJT": "S", "XX0": "n", "POS": "s", "ZZ0": "N", "UNC": "N",
}  # fmt: skip
_GERMAN = {
    "NN": "N", "NNI": "N", "NNA": "N", "NE": "M", "FM": "M", "ADJA": "J", "ADJ(A)": "J", "ADJ(D)": "J", "ADJD": "J",
    "ART": "D", "PDAT": "D", "PIAT": "D", "PIDAT": "D", "PPOSAT": "D", "PWAT": "W", "CARD": "Q", "PPER": "R", "PDS": "R",
    "PIS": "R", "PRF": "R", "PPOSS": "R", "APPR": "P", "APPRART": "P", "APPO": "P", "APZR": "P", "PTKZU": "T", "VV(FIN)": "V",
    "VA(FIN)": "B", "VM(FIN)": "X", "VV(INF)": "I", "VA(INF)": "I", "VM(INF)": "I", "VV(PP)": "E", "VA(PP)": "E",
    "VM(PP)": "E", "VV(IMP)": "V", "VVIZU": "I", "PTKVZ": "t", "PTKNEG": "n", "ADV": "A", "PROAV": "A", "PAV": "A",
    "KON": "&", "KOKOM": "P", "KOUS": "S", "KOUI": "S", "PRELS": "W", "PRELAT": "W", "PWS": "W", "PWAV": "W", "PTKA": "A",
    "TRUNC": "J", "XY": "N",
}  # fmt: skip


_GERMAN_VERBS = {"haben": "V", "werden": "X"}

_DUTCH = {
    "N": "N", "N(eigen": "M", "SPEC": "M", "ADJ": "J", "TW": "Q", "TW(rang": "J", "LID": "D", "VNW": "R", "VNW(bez": "D",
    "VNW(betr": "W", "VNW(vb": "W", "VNW(aanw,det": "D", "VNW(onbep,det": "D", "VNW(aanw,adv-pron": "A",
    "VNW(onbep,adv-pron": "A", "VNW(betr,adv-pron": "W", "VNW(vb,adv-pron": "W", "VZ": "P", "VZ(fin": "t",
    "VG(neven)": "&", "VG(onder)": "S", "BW": "A", "TSW": "A", "WW(pv": "V", "WW(inf": "I", "WW(vd": "E",
    "WW(vd,prenom": "J", "WW(od": "J",
}  # fmt: skip
_DUTCH_WORDS = {"te": "T", "niet": "n", "van": "O"}
_DUTCH_VERBS = {
    "zijn": "B", "worden": "X", "kunnen": "X", "moeten": "X", "mogen": "X", "zullen": "X", "willen": "X", "hoeven": "X",
}  # fmt: skip


class _Model(NamedTuple):
    file: str
    parts: Mapping[str, str]
    infinitive: str = ""
    """The word before an infinitive, in a language whose commands look like one."""
    words: Mapping[str, str] = MappingProxyType({})
    """Words whose part of speech the tags don't tell."""
    verbs: Mapping[str, str] = MappingProxyType({})
    """Finite verbs whose part the tags don't tell, or tell otherwise: copulas, auxiliaries, by their dictionary form."""

    def letter(self, word: str, tag: str, base: str) -> str:
        """The part of speech of a word with this tag, of which as much counts as ``parts`` knows."""
        if word in self.words:
            return self.words[word]
        known = tag
        while known and known not in self.parts:
            known = known[: max(known.rfind(","), known.rfind("("), 0)]
        part = self.parts.get(known, "N")
        return self.verbs.get(base, part) if part in ("V", "B") else part


_MODELS: Mapping[str, _Model] = MappingProxyType(
    {
        "en": _Model(
            "morphmodel_en.pgz", MappingProxyType(_ENGLISH), "to", words=MappingProxyType({"of": "O", "no": "D"})
        ),
        "de": _Model("morphmodel_ger.pgz", MappingProxyType(_GERMAN), verbs=MappingProxyType(_GERMAN_VERBS)),
        "nl": _Model(
            "morphmodel_dutch.pgz",
            MappingProxyType(_DUTCH),
            words=MappingProxyType(_DUTCH_WORDS),
            verbs=MappingProxyType(_DUTCH_VERBS),
        ),
    }
)


@lru_cache(maxsize=8192)
def read(sentence: str, language: Language) -> Reading | None:
    """The words of ``sentence`` with their parts of speech; None in a language that no model knows."""
    model = _MODELS.get(language.name)
    if model is None or len(sentence) > LONGEST_SENTENCE:
        return None
    found_words = _WORD.finditer(_without_emphasis(mask(sentence)))
    places = [found.span() for found in found_words if found[0] not in _QUOTATION_MARKS]
    texts = [_readable(sentence[start:end], language) for start, end in places]
    tags = _tags(texts, model)
    words = tuple(
        Word(
            start,
            end,
            _part(text, model.letter(text.casefold(), tag, base), sentence[start:end], language, first=not position),
            base,
        )
        for position, ((start, end), (text, base, tag)) in enumerate(zip(places, tags, strict=True))
    )
    in_name = (
        len(words) > 1 and words[0].part in "NJ" and words[1].part == "M" and _has_one_capital(texts[:2], language)
    )
    if in_name or (words and words[0].part in "NA" and _is_unknown_name(texts[0], model, language)):
        words = (words[0]._replace(part="M"), *words[1:])
    words = _with_infinitives(words, texts, model)
    shape = _BASE_AFTER_SUBJECT.sub(lambda found: f"{found[1]}V", "".join(word.part for word in words))
    for found in re.finditer("(?<!D)Y(?=N)", shape):  # 1000 boats, unlike the 1990 elections
        if texts[found.end()] != words[found.end()].base:
            shape = f"{shape[: found.start()]}Q{shape[found.end() :]}"
    for found in re.finditer("(?<=D)I(?=[JN])", shape):  # an explore strategy
        if texts[found.start() - 1].lower() in language.all_articles:
            shape = f"{shape[: found.start()]}N{shape[found.end() :]}"
    return Reading(sentence, words, shape, language)


_BASE_AFTER_SUBJECT = re.compile(r"(?<=[NMR])(A*)I")
"""A plural subject's verb looks like an infinitive: ``researchers often resort to ..``."""


def _tags(texts: list[str], model: _Model) -> list[tuple[str, str, str]]:
    """Each word with its dictionary form and tag; a sentence without a finite verb may be a command."""
    if not texts:
        return []
    tagger = _tagger(model.file)
    found: list[tuple[str, str, str]] = tagger.tag_sent(texts)
    if not model.infinitive or any(model.parts.get(tag) in _FINITE for _, _, tag in found):
        return found
    verb = texts[0].lower()
    if not _is_rather_verb(verb, model):
        return found
    as_command: list[tuple[str, str, str]] = tagger.tag_sent([model.infinitive, verb, *texts[1:]])[1:]
    return [(texts[0], *as_command[0][1:]), *as_command[1:]] if model.parts.get(as_command[0][2]) == "I" else found


_UNKNOWN = -20.0
"""Natural logarithm of the probability below which a word was never seen by the model."""


def _with_infinitives(words: tuple[Word, ...], texts: list[str], model: _Model) -> tuple[Word, ...]:
    """``to tune the ..`` read as a verb, where the tagger takes a word for a noun that an article follows."""
    parts = "".join(word.part for word in words)
    for found in re.finditer("PN(?=D)", parts) if model.infinitive else ():
        at = found.start()
        if texts[at].lower() == model.infinitive and _may_be_infinitive(texts[at + 1], model):
            words = (*words[:at], words[at]._replace(part="T"), words[at + 1]._replace(part="I"), *words[at + 2 :])
    return words


def _may_be_infinitive(word: str, model: _Model) -> bool:
    return not _likelihoods(word, model).keys().isdisjoint("IV") and not word.endswith(("s", "ed"))


def _has_one_capital(texts: list[str], language: Language) -> bool:
    """``Grace Hopper``: is each word written as a name is? Then the first has its capital not for its place alone."""
    return not language.nouns_have_capitals and all(text[:1].isupper() and text[1:].islower() for text in texts)


def _is_unknown_name(word: str, model: _Model, language: Language) -> bool:
    """Is a capital at the start of a sentence that of a name? Then the model doesn't know the word."""
    if language.nouns_have_capitals or not word[:1].isupper():
        return False
    return not _is_known(word, model)


def _likelihoods(word: str, model: _Model) -> dict[str, float]:
    """What ``word`` may be out of any context: by part of speech, the natural logarithm of its highest probability.

    What has a tag that ``model`` doesn't map stands under the empty string.
    """
    likely: dict[str, float] = {}
    for tag, log_probability in _tagger(model.file).tag_word(word.lower(), cutoff=10):
        part = model.parts.get(tag, "")
        likely[part] = max(likely.get(part, log_probability), log_probability)
    return likely


def _is_known(word: str, model: _Model) -> bool:
    return any(likely >= _UNKNOWN for likely in _likelihoods(word, model).values())


def is_common_noun(word: str, language: Language) -> bool:
    """Is ``word``, in small letters, known to the model as a noun? Then its capital may be that of a title."""
    model = _MODELS.get(language.name)
    if model is None or language.nouns_have_capitals or len(word) > _LONGEST_WORD or not word[:1].isalpha():
        return False
    reading = read(word.lower(), language)
    return reading is not None and reading.shape in ("N", "G") and _is_known(word, model)


def _is_rather_verb(word: str, model: _Model) -> bool:
    """Is ``word``, out of any context, at least about as often an infinitive as anything else?"""
    likely = _likelihoods(word, model)
    return "I" in likely and likely["I"] > max(likely.values()) - _NEARLY


def _likely_parts(word: str, language: Language) -> dict[str, float]:
    """As ``_likelihoods``; nothing where no model knows ``language``, and for what is no word that a model could know."""
    model = _MODELS.get(language.name)
    if model is None or len(word) > _LONGEST_WORD or not word[:1].isalpha():
        return {}
    return _likelihoods(word, model)


def _is_verb(likely: dict[str, float]) -> bool:
    return max(likely.get("I", _UNKNOWN), likely.get("V", _UNKNOWN)) > _UNKNOWN


def is_only_verb(word: str, language: Language) -> bool:
    """Is ``word`` hardly ever a noun: ``reduce``, unlike ``use``?"""
    likely = _likely_parts(word, language)
    return "N" not in likely and _is_verb(likely)


def is_known_name(word: str, language: Language) -> bool:
    """Does the model know ``word`` as a name, and as nothing else: ``Athens``, unlike ``Statins``, which it doesn't know?"""
    known = {part for part, likely in _likely_parts(word, language).items() if likely >= _UNKNOWN}
    return known == {"M"}


def may_be_verb(word: str, language: Language) -> bool:
    """Is ``word`` at times a verb in its dictionary form: ``map``, ``train``, unlike ``ratio``?"""
    return _is_verb(_likely_parts(word, language))


_FINITE = frozenset("VBX")
_NEARLY = 1.0
"""Natural logarithm of how much likelier another reading may be."""


def has_parts_of_speech(language: Language) -> bool:
    """Is there a model for ``language``?"""
    return language.name in _MODELS


@cache
def _tagger(file: str) -> Any:
    from HanTa.HanoverTagger import HanoverTagger  # noqa: PLC0415 - numpy takes a while, and not every command parses

    return HanoverTagger(file)


def _without_emphasis(masked: str) -> str:
    """The marks of emphasis are no words; same length."""
    return re.sub(r"(?<!\w)[*_]+(?=\S)|(?<=\S)[*_]+(?!\w)", lambda found: " " * len(found[0]), masked)


def _readable(word: str, language: Language) -> str:
    """What the tagger is to read: a stand-in for a formula, and a word in capitals as it is written in a sentence."""
    if len(word) > _LONGEST_WORD or MASKED in mask(word) or (not word.isascii() and not any(map(str.isalpha, word))):
        return _STAND_IN if any(map(str.isalnum, word)) else word
    is_loud = word.isupper() or (word.istitle() and word.lower() in language.grammar.in_titles)
    return word.lower() if is_loud and word.lower() in language.small else word


def _part(read_as: str, part: str, word: str, language: Language, *, first: bool) -> str:
    if word in ",()":
        return word
    if not any(map(str.isalnum, word)):
        return "&" if word in "&+" else "."
    if read_as == _STAND_IN and word != _STAND_IN:
        return "N"
    if re.fullmatch(r"[^\W\d_]+\d+", word) or (word[-1] == "." and word[:-1].casefold() in ABBREVIATIONS):
        return "N"  # F1, p53; no. of
    if word[0].isdigit() and (word[-1].isdigit() or word[-1] in "%‰"):
        return "Y" if _YEAR.fullmatch(word) else "Q"
    if language.nouns_have_capitals and word.rpartition("-")[2][:1].isupper() and "-" in word:
        return "N"  # pH-Wert
    if part == "Q" and word.isalpha() and word.isupper() and not re.fullmatch("[IVXLCDM]+", word):
        return "M"  # SVD
    if "/" in word.strip("/"):
        return "N"  # two names for one thing
    if word.casefold() in language.grammar.negated:
        return "X"
    if word.casefold() in language.grammar.parties and not first:
        return "&"
    if part == "A" and word.casefold() in language.conditions:
        return "S"
    written_as_name = word[0].isupper() and not first and not language.nouns_have_capitals
    return "M" if written_as_name and part in "NVEIG" else part
