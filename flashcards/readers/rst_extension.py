"""Teaches docutils, for the time of one reading, to keep unknown directives and roles as their content.

docutils keeps its directives and roles in tables of the whole process, so they are put back afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import en
from docutils.utils import unescape

from flashcards.readers.rst_directives import LENIENT, Hidden, Image, InPlace, Nothing, Titled, Ungrouped, Verbatim
from flashcards.readers.shared import words

STRUCTURAL = words(
    "contents sectnum section-numbering header footer meta toctree index highlight currentmodule module target-notes"
    " title tabularcolumns literalinclude autosummary automodule autoclass autofunction"
)
"""Directives that arrange a document and say nothing."""

STYLING = words("class container only ifconfig tabs tab-set grid cssclass")
"""Directives whose arguments are for machines, and whose content is for readers."""

CODE_LIKE = words(
    "graphviz digraph graph plantuml uml mermaid blockdiag seqdiag prompt ipython jupyter-execute testcode testsetup"
    " testoutput productionlist code-cell highlight-block terminal asciinema"
)
"""Unknown directives whose content is no reStructuredText."""

CALLOUTS = words(
    "seealso todo question answer example info success failure abstract summary definition theorem proof lemma"
    " corollary exercise solution remark faq bug quote proposition axiom flashcard"
)
"""Unknown directives that are admonitions by another name."""

_NAME = r"(?:(?!_)\w)+(?:[-._+:](?:(?!_)\w)+){0,6}"
_DIRECTIVE = re.compile(rf"\.\.[ \t]+(?:\|[^|\n]*\|[ \t]+)?({_NAME})[ ]?::(?=\s|$)")
_ROLE = re.compile(rf":({_NAME}):`|`:({_NAME}):")
_ROLE_TARGET = re.compile(r"\s*(?<!\\)<[^<>]*>$", re.DOTALL)
_LOCK = RLock()


@contextmanager
def extended(text: str) -> Iterator[None]:
    """Within it docutils reads every directive and role that occurs in ``text``."""
    directive_table: dict[str, Any] = directives._directives  # type: ignore[attr-defined]
    role_table: dict[str, Any] = roles._roles  # type: ignore[attr-defined]
    with _LOCK:
        before = dict(directive_table), dict(role_table)
        try:
            _register(text)
            yield
        finally:
            for table, saved in zip((directive_table, role_table), before, strict=True):
                table.clear()
                table.update(saved)


def directive_names() -> Collection[str]:
    """The names of docutils' own directives."""
    return en.directives.keys()


def _register(text: str) -> None:
    for name in {match.lower() for match in _DIRECTIVE.findall(text)} | set(en.directives):
        canonical = en.directives.get(name, name)
        directive = _OWN.get(canonical) or (None if canonical in _KNOWN else _fallback(name))
        if directive is not None:
            directives.register_directive(name, directive)
    for pair in _ROLE.findall(text):
        name = (pair[0] or pair[1]).lower()
        known: Any = roles._role_registry.get(en.roles.get(name, name))  # type: ignore[attr-defined]
        if known is None or known is roles.unimplemented_role:
            roles.register_local_role(name, _text_of_role)  # type: ignore[arg-type]


def _fallback(name: str) -> type[Directive]:
    if name in STRUCTURAL:
        return Nothing
    if name in STYLING:
        return Ungrouped
    if name in CODE_LIKE:
        return Verbatim
    return Titled if name.rpartition(":")[2] in CALLOUTS else InPlace


def _text_of_role(
    _role: str, rawtext: str, text: str, *_rest: Any, **_options: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    plain = unescape(_ROLE_TARGET.sub("", text)).lstrip("~!")
    return [nodes.inline(rawtext, plain)], []


_KNOWN = frozenset(directives._directive_registry)  # type: ignore[attr-defined]
_OWN: Mapping[str, type[Directive]] = {
    **LENIENT,
    **dict.fromkeys(STRUCTURAL, Nothing),
    **dict.fromkeys(STYLING, Ungrouped),
    "topic": Titled,
    "sidebar": Titled,
    "image": Image,
    "figure": Image,
    "raw": Hidden,
}
