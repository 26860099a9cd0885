"""What docutils complains of, in words that say what to do; and what is worth no word."""

from __future__ import annotations

import re
from collections.abc import Callable

from docutils import nodes

from flashcards.readers.rst_lines import is_adornment
from flashcards.readers.shared import LIST_MARKER

_WARNING = 2

_ADVICE: tuple[tuple[str, str], ...] = (
    (
        r"Unexpected indentation",
        "this line is indented deeper than the text above it; put an empty line between them, or align it",
    ),
    (
        r"(Bullet|Enumerated) list ends without a blank line",
        "this line isn't indented like the list item above it; indent it to continue the item, or put an empty line"
        " before it",
    ),
    (r"Title (underline|overline) too short", "the line at this title is shorter than the title; make it as long"),
    (r"Title overline & underline mismatch", "the lines above and below this title differ; make them the same"),
    (
        r"Inconsistent title style|A level \d+ section|Title level inconsistent",
        "this title skips a level of the outline; give it the kind of underline that the titles one level below the"
        " title above it have",
    ),
    (
        r"Unexpected section title",
        "a title can't stand inside a list, quotation or directive; move it to the margin",
    ),
    (
        r"(Incomplete section title|Missing matching underline)",
        "this title has a line above it and none below it; put the same line below it",
    ),
    (
        r"Inline (emphasis|strong|literal|interpreted text or phrase reference) start-string",
        "markup that starts in this paragraph doesn't end in it; close it, or write a backslash before it",
    ),
    (r"Inline substitution_reference", "a `|` starts a substitution here and doesn't end it; write `\\|` for the sign"),
    (r"Unbalanced quotes", 'the quotes in this csv-table don\'t match; write `""` for a quote inside of quotes'),
    (r"Malformed table", "the borders or columns of this table don't fit together; read as text"),
    (r"Literal block expected", "`::` at the end of a paragraph asks for an indented block of code; write one `:`"),
    (
        r"Inconsistent literal block quoting",
        "this line of a quoted block lacks the sign that the other lines begin with",
    ),
    (r"\"include\" directive disabled", "other files aren't included; what stands in there can be a note of its own"),
    (r"File and URL access deactivated", "tables aren't read from other files; put the rows into the note"),
    (
        r"Error parsing content block for the \"list-table\"",
        "the rows of this list-table differ in length; read as a list",
    ),
    (
        r"Error in \"([\w-]+)\" directive:\s*(.*?)\.?$",
        r"the directive \1 can't be read (\2); its content is kept as text",
    ),
)

_SILENT = re.compile(
    r"(Definition list|Block quote|Explicit markup|Field list|Option list|Option list|Line block|Literal block)"
    r" ends without a blank line|Blank line required after table|may not (begin|end) with a transition|transitions must be"
    r"|Content block expected|requires content; none supplied|Duplicate (explicit|implicit) target name"
    r"|Unexpected section title or transition"
)
"""Nothing is lost by these, and the structure is as the author sees it."""

_LIST_END = re.compile(r"(Bullet|Enumerated) list ends without a blank line")


def advice(message: nodes.system_message, line: Callable[[int], str]) -> str | None:
    """One sentence on what is wrong and what to do, or None where nothing is."""
    text = message[0].astext() if len(message) else ""
    if message["level"] < _WARNING or _SILENT.search(text):
        return None
    if _LIST_END.search(text) and _starts_something(line(message.get("line", 0))):
        return None
    for pattern, sentence in _ADVICE:
        if match := re.search(pattern, text, re.DOTALL):
            return " ".join(match.expand(sentence.replace("\\|", "\\\\|")).split())
    return f"reStructuredText can't read this ({' '.join(text.split()).rstrip('.')}); correct it or put it in a literal block"


def _starts_something(line: str) -> bool:
    return not line or bool(LIST_MARKER.match(line)) or line.startswith((":", "..", "|", ">>>")) or is_adornment(line)
