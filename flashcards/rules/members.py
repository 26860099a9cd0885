"""The question for the members of a list, by what its name and its members are."""

from __future__ import annotations

import re

from flashcards.markup import mask, words
from flashcards.model import Draft
from flashcards.rules.bare_name import LONGEST_NAME_WORDS, Name
from flashcards.rules.by_subject import is_command, says_of_pronoun, with_subject
from flashcards.rules.clause import NOUN_PHRASES, clauses
from flashcards.rules.english import with_s
from flashcards.rules.grammar import Reading, is_common_noun, read
from flashcards.rules.language import Language
from flashcards.rules.listing import are_deeds
from flashcards.rules.phrases import Phrases
from flashcards.rules.put import IN_BRACKETS, MEMBERS, of_owner, owner_of
from flashcards.rules.restraint import is_attribute
from flashcards.rules.text import is_question, sentences, small_first
from flashcards.rules.turning import auxiliary_of
from flashcards.rules.vocabulary import ATTRIBUTES, SETS, STEPS

_MEMBER = re.compile(r"^(?:-|\d+\.)\s+(.*)$", re.MULTILINE)

_LONGEST_KIND_WORDS = 8
"""What is longer is no name of one of several."""


def for_members(draft: Draft, name: Name, phrases: Phrases) -> str:
    """The question for the list on the back of ``draft``, whose front is ``name``; empty if it holds fewer than two."""
    members = [str(member) for member in _MEMBER.findall(draft.back)]
    count = len(members)
    if count < 2:
        return ""
    number = phrases.numbers[count - 2] if count - 2 < len(phrases.numbers) else str(count)
    if draft.rule == "table_cells":
        return _for_keys(draft, name, number, phrases)
    if asked := _why(draft, name, phrases) or _way(name, members, phrases):
        return asked
    if phrases.kinds and (kind := _kind_of_named(name, members)):
        return of_owner(phrases.kinds.format(kind, n=number), owner_of(draft), phrases)
    kind = _announced_kind(name)
    template = (kind and phrases.kinds) or _list_template(draft, name, members, phrases) or phrases.which
    if template in (phrases.which, phrases.belonging, phrases.contents):
        is_clear = template == phrases.contents
        one = "" if is_clear or draft.rule != MEMBERS else _one_kind(name, owner_of(draft))
        more = "" if is_clear or one or not phrases.the_kinds else _kind_with_more(name)
        shared = _shared(members, name.language) if phrases.kinds_within and not one and not more else ""
        if more or shared:
            return (phrases.the_kinds if more else phrases.kinds_within).format(
                more or name.text, n=number, kind=shared
            )
        template, kind = (phrases.kinds or template, one) if one else (template, kind)
    if any(map(_is_several, members)):
        uncounted = {phrases.kinds: phrases.any_kinds, phrases.belonging: phrases.any_belonging}
        template = uncounted.get(template) or template
    inside = kind or _without_several(name.inside, name.language)
    if template in (phrases.way_in_steps, phrases.way_in_points):
        inside = small_first(name.text)
    asked = template.format(_named(draft, name) if template.startswith("{}") else inside, n=number)
    says_of_what = not is_attribute(name.text, name.language) and not (len(name.words) == 1 and name.words <= SETS)
    under = not says_of_what and not template.startswith("{}")
    return of_owner(asked, owner_of(draft), phrases) if under else asked


_KIND = re.compile("D?Q?(?:V(?=[NM]))?[JEG]*(?:[NM]+E)?[NM]+")


def _kind_with_more(name: Name) -> str:
    """``Kinds of dough (Italian)``, ``Ways to bake``, ``Three ovens, all of clay``: several, and more that is said of them.

    Without how many there are, and without brackets; what stands behind a comma stays. Empty if it is no name of several.
    """
    cut = re.search(r"\s*\(|,(?!\d)", mask(name.text))
    before, after = (name.text[: cut.start()], name.text[cut.start() :]) if cut else (name.text, "")
    bare, more = Name(before, name.language), read(after, name.language)
    reading, found = bare.reading, _KIND.match(bare.shape)
    if not reading or not found or found[0] == "M" or "&" in name.shape or bare.names_several or bare.is_activity:
        return ""
    if re.match("A*[XBV]", bare.shape[found.end() :]):
        return ""
    first = len(bare.shape) - len(bare.shape.lstrip("DQ"))
    head = Name(reading.text((first, found.end())).lower(), name.language)
    last = head.text.rpartition(" ")[2]
    is_several = " " in head.text and re.search("[^s]s$", last) and is_common_noun(last, name.language)
    if not head.is_plural and not is_several:
        return ""
    told = reading.text((first, len(reading.words))) if first else name.inside[: len(before)]
    goes_on = more is not None and after.startswith(",") and not re.search("[XBV(]", more.shape)
    return _without_several(f"{told}{after}" if goes_on else told, name.language)


def _shared(members: list[str], language: Language) -> str:
    """``data`` in ``Training data``, ``Test data``: what all are kinds of; empty if they have no such noun."""
    names = [Name(member.rstrip(" ."), language) for member in members]
    last = {name.text.rpartition(" ")[2].casefold() for name in names}
    if len(last) > 1 or not all(
        " " in name.text and name.is_phrase and name.head == len(name.shape) - 1 for name in names
    ):
        return ""
    noun = last.pop()
    return noun if is_common_noun(noun, language) else ""


def _one_kind(name: Name, owner: str) -> str:
    """``Intrinsic`` under ``Causes``: the intrinsic ones of them; empty if the name is no quality of what stands above it."""
    bare, above = Name(name.text.partition("(")[0].strip(), name.language), Name(owner, name.language)
    is_ordinal = bare.text.casefold() in name.language.grammar.ordinals
    fits = bare.shape == "J" and re.fullmatch("J*N", above.shape) is not None and above.is_plural and not is_ordinal
    return f"{bare.inside} {_without_several(above.inside, name.language)}" if fits else ""


_NAMED = re.compile("(?P<each>(?:[NMJG],)*[NMJG],?&[NMJG])N")


def _kind_of_named(name: Name, members: list[str]) -> str:
    """``metrics`` in ``Offline and online metrics``, which already says all members; empty where it doesn't."""
    reading, found = name.reading, _NAMED.fullmatch(name.shape)
    kind = (
        Name(reading.text((len(reading.words) - 1, len(reading.words))), name.language) if reading and found else None
    )
    if not reading or not found or not kind or not kind.is_plural:
        return ""
    each = [reading.word(number)[:_STEM] for number, part in enumerate(found["each"]) if part not in ",&"]
    told = [member.casefold() for member in members]
    says_all = len(each) == len(told) and all(any(stem in member for member in told) for stem in each)
    return kind.inside if says_all else ""


_STEM = 4
"""Letters by which a word is known in another form: ``train``, ``training``."""


def _without_several(name: str, language: Language) -> str:
    """A name inside a question that says how many: ``various trade-offs`` without the first word."""
    first, _, rest = name.partition(" ")
    return rest if rest and first.casefold() in language.grammar.several else name


_LONGEST_OF_SEVERAL_WORDS = 4


def _is_several(member: str) -> bool:
    """``apples, pears and plums``: several things on one line, so that the lines can't be counted."""
    parts = re.split(r",\s+", re.sub(r"\([^()]*\)", "", mask(member)).strip(" ."))
    return len(parts) > 1 and max(map(words, parts)) <= _LONGEST_OF_SEVERAL_WORDS


def _for_keys(draft: Draft, name: Name, number: str, phrases: Phrases) -> str:
    """The question for what the rows of a table are about, by the head of their column."""
    is_one = name.is_phrase and not name.is_plural and is_common_noun(name.text.split()[-1], name.language)
    if not phrases.kinds or not (is_one or name.is_plural):
        return phrases.which.format(name.text, n=number)
    several = with_s(name.inside) if is_one else name.inside
    return of_owner(phrases.kinds.format(several, n=number), owner_of(draft), phrases)


def _named(draft: Draft, name: Name) -> str:
    """The name, with what it stands under in the place of a pronoun: ``It is used because``."""
    if not name.reading or name.reading.word(0) not in name.language.grammar.stand_ins or not draft.context:
        return name.text
    return with_subject(name.text, draft.context[-1], name.language)


def _way(name: Name, members: list[str], phrases: Phrases) -> str:
    """The question for what to do, where the name is an activity on something: ``How do you debug a kernel?``"""
    may_be_way = not name.compares and not name.breaks_off and not name.says_how_many and name.may_be_occasion
    return way_of(name, phrases) if may_be_way and _tell_what_to_do(members, name) else ""


def _tell_what_to_do(members: list[str], name: Name) -> bool:
    """Do all members tell what to do, or at least half of them where the name begins like something to do?"""
    commands = sum(is_command(member, name.language) for member in members)
    return commands == len(members) or (re.match("G[tD]", name.shape) is not None and commands * 2 >= len(members))


def _list_template(draft: Draft, name: Name, members: list[str], phrases: Phrases) -> str:
    """The phrase for the members by what the name tells of them; empty if it tells nothing."""
    commands = sum(is_command(member, name.language) for member in members)
    if all(is_question(member) for member in members):
        return phrases.questions
    if name.compares:
        return phrases.compared or phrases.remarks
    if phrases.governed and name.breaks_off:
        return phrases.governed
    if name.tells_to_do:
        if commands * 2 > len(members):
            return phrases.way_in_steps
        says_way = not any(_is_statement(member, name.language) for member in members)
        return phrases.way_in_points if says_way and name.shape[1:2] in ("D", "J", "N", "M") else phrases.which
    if name.says_how_many:
        return phrases.members if name.shape[0] == "D" else phrases.counted
    if draft.kind == "sequence" and not STEPS.isdisjoint(name.words):
        return phrases.kinds if name.is_plural else phrases.which
    if draft.kind == "sequence" and commands * 2 > len(members):
        return phrases.deeds if len(members) == _PAIR and phrases.deeds else phrases.steps
    if phrases.deeds and name.may_be_occasion and _tell_what_to_do(members, name):
        return phrases.deeds
    if not name.is_phrase or name.is_proper or name.shape[0] == "P" or "(" in name.text:
        says_something = any(_is_statement(member, name.language) for member in members) or _tell(members, name)
        if says_something and name.shape[:1] == "G":
            return phrases.procedure
        if draft.kind == "sequence" and are_deeds(members, name.language):
            return phrases.steps
        is_thing = re.fullmatch(r"D?J*[NM]+(?:\(.*\))?", name.shape) is not None and not _kind_with_more(name)
        return phrases.remarks if says_something and is_thing else phrases.which
    return _for_phrase(draft, name, members, phrases)


_PAIR = 2


def _for_phrase(draft: Draft, name: Name, members: list[str], phrases: Phrases) -> str:
    """The same where the name is a phrase, and the members are no steps and nothing to do."""
    is_long = max(map(words, members)) > _LONGEST_KIND_WORDS
    if name.is_plural and not (SETS | ATTRIBUTES.get(name.language.name, frozenset())).isdisjoint(name.words):
        return phrases.kinds
    if any(_is_statement(member, name.language) for member in members) or _tell(members, name):
        return _for_remarks(members, name, phrases)
    if name.is_plural:
        return phrases.which if is_long or "s" in name.shape else phrases.kinds  # Mendel's laws
    if all(Name(member, name.language).shape == "J" for member in members) and not name.names_several:
        return phrases.qualities
    if is_long:
        return _for_remarks(members, name, phrases)
    if are_deeds(members, name.language):
        return phrases.steps
    if name.names_several or (name.is_activity and name.shape[1:2] not in ("N", "M", "J")):
        return phrases.belonging
    if draft.rule == IN_BRACKETS:
        return phrases.qualities
    return phrases.contents if not name.is_activity and _has_parts(draft, name) else phrases.belonging


def _for_remarks(members: list[str], name: Name, phrases: Phrases) -> str:
    """The same for members that say something: how something is done, what something does, or what is said of it."""
    readings = [read(member, name.language) for member in members]
    begin_with_verb = [
        bool(reading and re.match("[XBV]", reading.shape) and not reading.is_base(0))
        or bool(reading and reading.shape[0] == "X")
        for reading in readings
    ]
    if phrases.predicates and all(begin_with_verb) and not name.is_plural and not name.names_several:
        return phrases.predicates
    is_deed = name.is_activity or (name.is_doing and " " in name.text)
    return phrases.procedure if phrases.procedure and is_deed and not name.is_proper else phrases.remarks


def _announced_kind(name: Name) -> str:
    """``failure points`` in ``We check for following failure points``; empty where nothing is announced so."""
    announcing = "|".join(name.language.grammar.announcing_kind)
    if not announcing:
        return ""
    found = re.search(rf"\b(?:{announcing})\s+(?P<kind>[^\W\d_][\w\s-]*)$", name.text, re.IGNORECASE)
    kind = Name(found["kind"], name.language) if found else None
    return kind.text if kind and kind.is_plural else ""


def _why(draft: Draft, name: Name, phrases: Phrases) -> str:
    """A name that breaks off before its reasons, as a question for them: ``Glass is used because``."""
    *before, last = name.text.split()
    if not phrases.why or last.casefold() not in name.language.causes:
        return ""
    named = with_subject(" ".join(before), owner_of(draft), name.language)
    whole = read(named, name.language)
    clause = next(clauses(whole), None) if whole else None
    if not whole or not clause or not clause.subject or clause.subject.first or clause.lead:
        return ""
    auxiliary, others = auxiliary_of(whole, clause)
    subject = Name(whole.text((0, clause.verbs.first)), name.language).inside
    rest = named[whole.words[clause.verbs.last - 1].end :].strip()
    asked = " ".join(part for part in (auxiliary, subject, others, rest) if part)
    return phrases.why.format(asked)


def way_of(name: Name, phrases: Phrases) -> str:
    """``Debugging a kernel`` as what is done: ``How do you debug a kernel?``; empty where it is no activity on something."""
    reading = name.reading
    if (
        not phrases.way
        or not reading
        or not re.match("GD?[JNM]", reading.shape)
        or len(reading.words) < _FEWEST_WORDS_OF_DEED
    ):
        return ""
    deed = f"{reading.words[0].base} {name.text[reading.words[1].start :]}"
    return phrases.way.format(deed)


_FEWEST_WORDS_OF_DEED = 3
"""``Sorting algorithms`` are rather algorithms than something to do."""


def _has_parts(draft: Draft, name: Name) -> bool:
    """Is it one thing, and neither somebody nor itself one of what stands above it in the plural?"""
    is_one = name.is_titled or not re.match(r"P|[^PO]*M(?![^PO]*N)", name.shape)
    return is_one and not (draft.context and Name(draft.context[-1], name.language).is_plural)


def _tell(members: list[str], name: Name) -> bool:
    """Do some members rather say what the name does, how it is or where: ``led by ..``, ``in the nucleus``?"""
    readings = [read(member, name.language) for member in members]
    others = [reading for reading in readings if reading and not re.fullmatch(NOUN_PHRASES, reading.shape)]
    placed = sum(reading.shape.startswith("P") for reading in others)
    return any(map(_tells, others)) or 0 < placed < len(members)


def _tells(reading: Reading) -> bool:
    """Does it begin with its verb or quality? ``Merge sort`` only reads as if it did."""
    if re.match("[VI][JNM]", reading.shape) and reading.is_base(0) and reading.sentence[:1].isupper():
        return False
    return re.match(r"A*(?:[XB]|[VIE]A*[DNMGRPJQ]|JP)", reading.shape) is not None


def _is_statement(member: str, language: Language) -> bool:
    if words(member) > LONGEST_NAME_WORDS:
        return True
    first = sentences(member)[0]
    if says_of_pronoun(first, language):
        return True
    reading = read(first, language)
    return reading is not None and any(clause.subject and not clause.depends for clause in clauses(reading))
