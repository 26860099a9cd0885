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
    contents: str = ""
    """For members of what the front names in the singular."""
    qualities: str = ""
    """The same for members that are adjectives."""
    remarks: str = ""
    """For members that say something of the front."""
    steps: str = ""
    way_in_steps: str = ""
    """For steps to what the front tells to do."""
    way: str = ""
    """For anything else about what the front tells to do."""
    when: str = ""
    """For a condition under which to do what the front tells to do."""
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
    truth: str = ""
    """For a back that says something else of the name."""
    numbers: tuple[str, ...] = ()
    """Two, three, ..."""
    asks_itself: str = "{}?"
    """For a name that is a question without its mark."""


PHRASES_OF: Mapping[str, Phrases] = MappingProxyType(
    {
        "en": Phrases(
            which="{}: which {n}?",
            members="What are {}?",
            counted="What are the {}?",
            stands_for="What does {} stand for?",
            kinds="Which {n} {} are there?",
            contents="{}: what are the {n} parts?",
            qualities="{}: which {n} kinds?",
            remarks="{}: what are the {n} main points?",
            steps="{}: what are the {n} steps?",
            way_in_steps="How do you {}, in {n} steps?",
            way="How do you {}?",
            when="When do you {}?",
            deeds="{}: which {n} things do you do?",
            deed="{}: what do you do?",
            questions="{}: which {n} questions do you ask?",
            asked="{}: what do you ask?",
            purpose="What {aux} {} for?",
            where="Where {aux} {} {verb}?",
            thing="What {aux} {} {verb}?",
            truth="What is true of {}?",
            numbers=("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        ),
        "de": Phrases(
            which="{}: welche {n}?",
            members="Was sind {}?",
            counted="Was sind die {}?",
            stands_for="Wofür steht {}?",
            remarks="{}: welche {n} Punkte?",
            questions="{}: welche {n} Fragen?",
            asked="{}: welche Fragen?",
            numbers=("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
        ),
        "fr": Phrases(
            which="{} : quels sont les {n} éléments ?",
            stands_for="Que signifie {} ?",
            questions="{} : quelles sont les {n} questions ?",
            asked="{} : quelles questions ?",
            asks_itself="{} ?",
            numbers=("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
        ),
        "es": Phrases(
            which="{}: ¿cuáles son los {n} elementos?",
            stands_for="¿Qué significa {}?",
            questions="{}: ¿cuáles son las {n} preguntas?",
            asked="{}: ¿qué preguntas?",
            asks_itself="¿{}?",
            numbers=("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
        ),
        "it": Phrases(
            which="{}: quali sono i {n} elementi?",
            stands_for="Che cosa significa {}?",
            questions="{}: quali sono le {n} domande?",
            asked="{}: quali domande?",
            numbers=("due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci"),
        ),
        "sv": Phrases(
            which="{}: vilka {n}?",
            stands_for="Vad står {} för?",
            questions="{}: vilka {n} frågor?",
            asked="{}: vilka frågor?",
            numbers=("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"),
        ),
        "pt": Phrases(
            which="{}: quais são os {n} elementos?",
            stands_for="O que significa {}?",
            questions="{}: quais são as {n} perguntas?",
            asked="{}: que perguntas?",
            numbers=("dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez"),
        ),
        "nl": Phrases(
            which="{}: welke {n}?",
            stands_for="Waar staat {} voor?",
            questions="{}: welke {n} vragen?",
            asked="{}: welke vragen?",
            numbers=("twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"),
        ),
    }
)
