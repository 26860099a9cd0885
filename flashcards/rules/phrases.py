"""The words of the questions that bare names are put as, as data for each language.

To add a language, add its ``Phrases``; ``phrasing`` chooses among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Phrases:
    """The questions of one language: ``{}`` is the name, ``{n}`` how many are asked for. An empty one is never asked."""

    which: str
    """For members, whatever the name is."""
    members: str = ""
    """The same where the name begins with an article."""
    counted: str = ""
    """The same where the name begins with how many there are."""
    stands_for: str = ""
    kinds: str = ""
    """For members, where the front names them in the plural."""
    the_kinds: str = ""
    """The same where more is said of them: ``{}`` goes on behind their name."""
    kinds_within: str = ""
    """For members that all are of one ``{kind}``."""
    contents: str = ""
    """For members of what the front names in the singular."""
    qualities: str = ""
    """The same for members that are adjectives."""
    remarks: str = ""
    """For members that say something of the front."""
    which_ones: str = "{}?"
    """For several that are of some quality or in some place, as ``{}`` tells with their name."""
    several_for: str = ""
    """For some of the several things that the first ``{}`` names, for the second."""
    happened: tuple[str, str] = ("", "")
    """For what happened in a year, and on a day."""
    happens: str = ""
    """For what happens in a stage."""
    holds: str = ""
    """For what is so somewhere; ``{}`` is the place with its preposition."""
    differ: str = ""
    """For what sets two things apart."""
    known: str = ""
    """For anything else that a sentence says of the name."""
    example: str = ""
    """For an example of what stands above."""
    any_kinds: str = ""
    """As ``kinds``, for members that are several things themselves."""
    any_belonging: str = ""
    """As ``belonging``, for these."""
    procedure: str = ""
    """The same where the front names something to do."""
    predicates: str = ""
    """For members that begin with the verb of what the front does."""
    compared: str = ""
    """For members that say something of two things that the front sets against each other."""
    governed: str = ""
    """For members where the front breaks off behind a preposition."""
    steps: str = ""
    belonging: str = ""
    """For members of what the front names, where none of the other ways fits."""
    why: str = ""
    """For reasons; ``{}`` is what they are for, its verb before its subject."""
    way_in_steps: str = ""
    """For steps to what the front tells to do."""
    way_in_points: str = ""
    """The same for members that aren't things to do."""
    way: str = ""
    """For anything else about what the front tells to do."""
    when: str = ""
    """For a condition under which to do what the front tells to do."""
    command_turned: tuple[str, str] = ("", "")
    """The auxiliary and subject in a question for what somebody does, and these where ``{}`` does it."""
    deeds: str = ""
    """For members that tell what to do."""
    deed: str = ""
    questions: str = ""
    asked: str = ""
    """For a back that asks something itself."""
    purpose: str = ""
    thing: str = ""
    """For a back that says what the name does; ``{aux}`` and ``{verb}`` are its verb."""
    where: str = ""
    """The same for where it does."""
    lacks: str = ""
    """The same for what it hasn't."""
    whenever: str = ""
    """The same for a condition under which it does."""
    done: str = ""
    """For a back that says what the name does, with nothing that could be asked for by itself."""
    undergone: str = ""
    """The same for what is done to it."""
    past_undergone: str = ""
    likeness: str = ""
    """The same for how it is."""
    of_owner: str = "{owner}: {}"
    """A question after the name of what it is about."""
    comparison: str = ""
    """For how something is beside another thing: ``{other}``."""
    formula: str = ""
    """For the formula of what ``{}`` names."""
    about_owner: str = ""
    """For what the second ``{}``, a preposition, says of the first."""
    about_it: str = ""
    """For what makes it good, bad or the like."""
    which_done: str = ""
    """For which ones of the first ``{}`` one does to what the second says."""
    which_one_of: str = ""
    """For which one of a kind it is; ``{}`` is the kind."""
    attribute: str = ""
    """For what something has; ``{}`` is the name with its article."""
    called: str = ""
    """For another word for the name."""
    several: str = ""
    """For a series of names, where the name is in the plural."""
    includes: str = ""
    """The same for a name in the singular."""
    meaning: str = ""
    """For what the name means, whatever it is."""
    said_of: str = ""
    """For whatever else is said of the name, where its language doesn't tell what."""
    what: str = ""
    """The same for a name that takes no article."""
    one: str = ""
    """The same for one of several, with ``{article}``."""
    found: str = ""
    """The same for a study, by its authors and its year."""
    case: str = ""
    """The same for a case at law."""
    law: str = ""
    """The same for a law, which says something; ``{}`` is the name with its article."""
    spoken_of: str = ""
    """For when there is what the name stands for."""
    occasion: str = ""
    """For when that is so or done which the name says."""
    who: str = ""
    """The same for a proper name."""
    before_purpose: str = ""
    """The preposition that asks for an end: ``for``."""
    numbers: tuple[str, ...] = ()
    """Two, three, ..."""
    does: str = ""
    """For what a line of code does."""
    command: str = ""
    """For the command that does what ``{}`` names."""
    command_that: str = ""
    """The same where ``{}`` begins with its verb."""
    asks_itself: str = "{}?"
    """For a name that is a question without its mark."""
    examples: str = ""
    """For examples of what ``{}`` names in the plural."""
    examples_of: str = ""
    """For examples of what ``{}`` means."""
    example_of: str = ""
    """For a single one, where it is asked otherwise."""
    which_for_example: tuple[str, str] = ("", "")
    """How a question for examples begins, ``{}`` being their kind, and how it ends."""
    how_many: str = ""
    """How a question for a number begins; ``{}`` is what is counted."""
    dated: tuple[tuple[str, str], ...] = ()
    """The prepositions before a date, and how a question for it begins."""
    where_at: str = ""
    """How a question for a place begins."""
    when_was: str = ""
    """For the date of what ``{}`` names."""
    share: str = ""
    """For a percentage; ``{}`` goes on with of what."""
    doing: str = ""
    """For the subject of what ``{}`` says."""
    done_by_anybody: str = ""
    """The same where it may be somebody."""
    second_of_two: str = ""
    """For the second of two things, behind ``{}``, which ends with what stands between them."""
    usual: str = ""
    """For what ``{owner}`` is, ``{}`` being an adverb."""
    then_why: str = ""
    """For the reason of what ``{}``, a sentence, says."""
    then_when: str = ""
    """For the condition under which it is so."""
    then_what: str = ""
    """For its consequence."""
    follows: str = ""
    """The same for the consequence of what ``{}`` names."""
    for_case: str = ""
    """For what the first ``{}``, with its article, is in the case of the second."""
    for_cases: str = ""
    """The same for two cases, the second and third."""
    how_so: str = ""
    """For what else explains it."""


PHRASES_OF: Mapping[str, Phrases] = MappingProxyType(
    {
        "en": Phrases(
            which="{}: which {n}?",
            members="What are {}?",
            counted="What are the {}?",
            stands_for="What does {} stand for?",
            kinds="Which {n} {} are there?",
            the_kinds="What are the {n} {}?",
            kinds_within="{}: which {n} kinds of {kind}?",
            contents="{}: what are the {n} parts?",
            qualities="{}: which {n} kinds?",
            remarks="Which {n} things should you know about {}?",
            procedure="How do you go about {}? ({n} points)",
            predicates="{}: which {n} things does it do?",
            compared="{}: how do they differ? ({n} points)",
            governed="{} which {n}?",
            belonging="Which {n} things belong to {}?",
            which_ones="{}: which ones?",
            several_for="Which {} are there for {}?",
            happened=("What happened in {}?", "What happened on {}?"),
            happens="What happens in {}?",
            holds="What holds {}?",
            differ="{}: how do they differ?",
            known="What should you know about {}?",
            example="{owner}: what is an example?",
            any_kinds="Which {} are there?",
            any_belonging="What belongs to {}?",
            why="Why {}?",
            steps="{}: what are the {n} steps?",
            way_in_steps="How do you {}, in {n} steps?",
            way_in_points="How do you {}? ({n} points)",
            way="How do you {}?",
            when="When do you {}?",
            command_turned=("do you", "does {}"),
            deeds="{}: which {n} things do you do?",
            deed="{}: what do you do?",
            questions="{}: which {n} questions do you ask?",
            asked="{}: which questions do you ask?",
            purpose="What {aux} {} for?",
            where="Where {aux} {} {verb}?",
            thing="What {aux} {} {verb}?",
            lacks="What {aux} {} lack?",
            whenever="When {aux} {} {verb}?",
            done="What {aux} {} do?",
            undergone="What happens to {}?",
            past_undergone="What happened to {}?",
            likeness="What {aux} {} like?",
            comparison="How {aux} {} compare with {other}?",
            formula="which formula for “{}”?",
            about_owner="What is {} {}?",
            about_it="what is {} about it?",
            which_done="Which {} do you {}?",
            which_one_of="which {}?",
            attribute="What {aux} {}?",
            called="What {aux} {} called?",
            several="Which {} are there?",
            includes="What {aux} {} include?",
            meaning="What is meant by “{}”?",
            what="What {aux} {}?",
            one="What is {article} {}?",
            found="What did {} find?",
            case="What is {} about?",
            law="What does {} say?",
            spoken_of="When do you speak of {}?",
            occasion="{}: when?",
            who="Who or what is {}?",
            before_purpose="for",
            does="What does {} do?",
            command="{}: which command?",
            command_that="Which command {}?",
            examples="What are examples of {}?",
            examples_of="What are examples of {}?",
            example_of="What is an example of {}?",
            which_for_example=("which {}", ", for example?"),
            how_many="How many {}",
            dated=(("in", "when"), ("on", "when"), ("since", "since when"), ("until", "until when")),
            where_at="where",
            when_was="When {aux} {}?",
            share="What percentage {}?",
            doing="What {}",
            done_by_anybody="Who or what {}",
            second_of_two="{} what?",
            usual="{owner}: what is it {}?",
            then_why="{}. Why?",
            then_when="{}. When?",
            then_what="{}. What follows from that?",
            follows="What follows from {}?",
            for_case="What is {} for {}?",
            for_cases="What is {} for {}, and what for {}?",
            how_so="{}. How so?",
            numbers=("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        ),
        "de": Phrases(
            which="{}: welche {n}?",
            members="Was sind {}?",
            counted="Was sind die {}?",
            stands_for="Wofür steht {}?",
            remarks="{}: welche {n} Punkte?",
            which_ones="{}: welche?",
            questions="{}: welche {n} Fragen?",
            asked="{}: welche Fragen?",
            meaning="Was versteht man unter „{}“?",
            said_of="Was lässt sich über „{}“ sagen?",
            examples_of="Welche Beispiele gibt es für „{}“?",
            command="{}: welcher Befehl?",
            then_why="{}. Warum?",
            then_when="{}. Wann?",
            then_what="{}. Was folgt daraus?",
            follows="{}: was folgt daraus?",
            how_so="{}. Inwiefern?",
            numbers=("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
        ),
        "fr": Phrases(
            which="{} : quels sont les {n} éléments ?",
            stands_for="Que signifie {} ?",
            questions="{} : quelles sont les {n} questions ?",
            asked="{} : quelles questions ?",
            of_owner="{owner} : {}",
            meaning="Qu’entend-on par « {} » ?",
            said_of="Que peut-on dire de « {} » ?",
            examples_of="Quels exemples y a-t-il pour « {} » ?",
            asks_itself="{} ?",
            command="{} : quelle commande ?",
            then_why="{}. Pourquoi ?",
            then_when="{}. Dans quel cas ?",
            then_what="{}. Qu’en résulte-t-il ?",
            numbers=("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
        ),
        "es": Phrases(
            which="{}: ¿cuáles son los {n} elementos?",
            stands_for="¿Qué significa {}?",
            questions="{}: ¿cuáles son las {n} preguntas?",
            asked="{}: ¿qué preguntas?",
            meaning="¿Qué se entiende por «{}»?",
            said_of="¿Qué se puede decir de «{}»?",
            examples_of="¿Qué ejemplos hay de «{}»?",
            asks_itself="¿{}?",
            command="{}: ¿qué comando?",
            then_why="{}. ¿Por qué?",
            then_when="{}. ¿Cuándo?",
            then_what="{}. ¿Qué se sigue de ello?",
            numbers=("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
        ),
        "it": Phrases(
            which="{}: quali sono i {n} elementi?",
            stands_for="Che cosa significa {}?",
            questions="{}: quali sono le {n} domande?",
            asked="{}: quali domande?",
            meaning="Che cosa si intende per «{}»?",
            said_of="Che cosa si può dire di «{}»?",
            examples_of="Quali esempi ci sono di «{}»?",
            command="{}: quale comando?",
            then_why="{}. Perché?",
            then_what="{}. Che cosa ne consegue?",
            numbers=("due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci"),
        ),
        "sv": Phrases(
            which="{}: vilka {n}?",
            stands_for="Vad står {} för?",
            questions="{}: vilka {n} frågor?",
            asked="{}: vilka frågor?",
            meaning="Vad menas med ”{}”?",
            said_of="Vad kan sägas om ”{}”?",
            examples_of="Vilka exempel finns på ”{}”?",
            command="{}: vilket kommando?",
            then_why="{}. Varför?",
            then_what="{}. Vad följer av det?",
            numbers=("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"),
        ),
        "pt": Phrases(
            which="{}: quais são os {n} elementos?",
            stands_for="O que significa {}?",
            questions="{}: quais são as {n} perguntas?",
            asked="{}: que perguntas?",
            command="{}: que comando?",
            then_why="{}. Por quê?",
            then_what="{}. O que resulta disso?",
            numbers=("dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez"),
        ),
        "nl": Phrases(
            which="{}: welke {n}?",
            stands_for="Waar staat {} voor?",
            questions="{}: welke {n} vragen?",
            asked="{}: welke vragen?",
            command="{}: welk commando?",
            then_why="{}. Waarom?",
            then_what="{}. Wat volgt daaruit?",
            how_so="{}. In welk opzicht?",
            which_ones="{}: welke?",
            follows="{}: wat volgt daaruit?",
            numbers=("twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"),
        ),
    }
)
