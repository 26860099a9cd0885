r"""Markdown to HTML. Escaping happens in this file and in ``short``, and nowhere else.

Math becomes ``\(..\)`` and ``\[..\]`` for MathJax, code gets the classes of Pygments, whose colours are ``code_css``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from flashcards.markup import plain_line
from flashcards.model import BETWEEN_HIDDEN, GAP, Draft
from flashcards.render.markdown import STAND_INS, clean, parse, parse_inline, parser, without_controls
from flashcards.render.short import short_html

Image = Callable[[str], str | None]
"""From the target that a note writes to the address to show; None where there is no picture to show."""

Tokens = Sequence[Token]
Environment = MutableMapping[str, Any]

LONGEST_HIGHLIGHTED_CHARACTERS = 20_000

_COMMAND = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\$|\[type:)", re.IGNORECASE)
_STAND_IN = re.compile(f"[{STAND_INS[0]}-{STAND_INS[-1]}]")


def as_written(target: str) -> str:
    """The mapping of image targets that changes nothing."""
    return target


def to_html(markdown: str, image: Image = as_written) -> str:
    """``markdown`` as HTML, where ``image`` gives the address of each picture; a lone paragraph has no ``<p>`` around it."""
    return _render(clean(markdown), image)


def front_html(draft: Draft, image: Image = as_written) -> str:
    """The question side of ``draft``; in a sentence with hidden parts, each gap is a ``<span class="gap">``."""
    front = clean(draft.shown)
    return _render_gaps(front, [_GAP] * front.count(GAP), image) if draft.cloze else _render(front, image)


def back_html(draft: Draft, image: Image = as_written) -> str:
    """The answer side of ``draft``; of a sentence with hidden parts all of it, these filled in and highlighted."""
    front, back = clean(draft.shown), clean(draft.back)
    if not draft.cloze or GAP not in front:
        return _render(back, image)
    return _render_gaps(front, [_filled(part, image) for part in _fills(back, front.count(GAP))], image)


def escape(text: str) -> str:
    """Plain ``text`` as HTML."""
    return _tame(escapeHtml(clean(text)))


# ----------------------------------------------------------------------------------------------------------- gaps


class _Gap(NamedTuple):
    """What stands in the place of a gap, depending on where it is."""

    html: str
    code: str
    """HTML as well."""
    tex: str
    text: str


_GAP = _Gap(f'<span class="gap">{GAP}</span>', f'<span class="gap">{GAP}</span>', r"{\boxed{\ldots}}", GAP)


def _filled(part: str, image: Image) -> _Gap:
    """In a formula the part is a group of its own, as is the gap, so that it can be an argument of any command."""
    inside = _render_tokens(parse_inline(part), image)
    marked, code = (f'<mark class="filled">{html}</mark>' for html in (inside, escapeHtml(part)))
    return _Gap(marked, code, f"{{\\boxed{{{part}}}}}", part)


def _fills(back: str, gaps: int) -> list[str]:
    """What fills each gap: parts that are hidden together fill one each, in order."""
    parts = back.split(BETWEEN_HIDDEN)
    return parts if len(parts) == gaps else [back] * gaps


def _render_gaps(front: str, gaps: Sequence[_Gap], image: Image) -> str:
    stand_ins = iter(STAND_INS)
    marked = re.sub(re.escape(GAP), lambda found: next(stand_ins, found[0]), front)
    by_stand_in = dict(zip(STAND_INS, gaps, strict=False))
    html = _render(marked, image, by_stand_in)
    return _put(html, by_stand_in, "html")


def _put(text: str, gaps: Mapping[str, _Gap], form: Literal["html", "code", "tex", "text"]) -> str:
    return _STAND_IN.sub(lambda found: getattr(gaps[found[0]], form) if found[0] in gaps else "", text)


# ------------------------------------------------------------------------------------------------------- rendering


def _render(cleaned: str, image: Image, gaps: Mapping[str, _Gap] = MappingProxyType({})) -> str:
    html = short_html(cleaned.strip("\n"))
    return _tame(_render_tokens(parse(cleaned), image, gaps) if html is None else html)


def _render_tokens(tokens: Sequence[Token], image: Image, gaps: Mapping[str, _Gap] = MappingProxyType({})) -> str:
    if [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
        tokens = tokens[1:2]
    html = _renderer.render(tokens, parser().options, {"image": image, "gaps": gaps})
    return without_controls(html).strip("\n")


def _tame(html: str) -> str:
    """Keep what looks like a command to Anki (``[sound:..]``, ``[latex]``, ``[[type:..]]``) the text that it is."""
    return _COMMAND.sub("&#91;", html)


def _tex(token: Token, env: Environment) -> str:
    return escapeHtml(_put(token.content.strip(), env["gaps"], "tex"))


def _code(text: str, language: str, env: Environment) -> str:
    body = _highlighted(text, language) if language and len(text) <= LONGEST_HIGHLIGHTED_CHARACTERS else None
    return f'<pre class="code"><code>{_put(body or escapeHtml(text), env["gaps"], "code")}</code></pre>\n'


def _highlighted(text: str, language: str) -> str | None:
    from pygments import highlight  # noqa: PLC0415 - takes long to import, and most notes have no code
    from pygments.formatters.html import HtmlFormatter  # noqa: PLC0415
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return highlight(text, lexer, HtmlFormatter(nowrap=True))


class _Renderer(RendererHTML):
    """What differs from markdown-it's own HTML; a method is named after the token that it writes."""

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        target = _put(str(tokens[idx].attrGet("src") or ""), env["gaps"], "text")
        alt = plain_line(_put(tokens[idx].content, env["gaps"], "text"))
        address = env["image"](target)
        if address is None:
            return f'<span class="missing">[{escapeHtml(alt or target)}]</span>'
        return f'<img src="{escapeHtml(normalizeLink(address))}" alt="{escapeHtml(alt)}">'

    def link_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        href = _put(str(tokens[idx].attrGet("href") or ""), env["gaps"], "text")
        return f'<a href="{escapeHtml(normalizeLink(href))}">'

    def math_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        return rf"\({_tex(tokens[idx], env)}\)"

    def math_inline_double(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        return rf"\[{_tex(tokens[idx], env)}\]"

    def math_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        return f'<div class="math">\\[{_tex(tokens[idx], env)}\\]</div>\n'

    def code_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        return f"<code>{_put(escapeHtml(tokens[idx].content), env['gaps'], 'code')}</code>"

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        return _code(tokens[idx].content.rstrip("\n"), tokens[idx].info.partition(" ")[0].strip("{}."), env)

    def code_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        return _code(tokens[idx].content.rstrip("\n"), "", env)

    def table_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        return '<div class="table">\n<table>\n'

    def table_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: Environment) -> str:
        return "</table>\n</div>\n"


_renderer = _Renderer()

# ------------------------------------------------------------------------------------------------ colours of code

_CODE_COLOURS: tuple[tuple[str, str, str], ...] = (
    ('[class^="k"],.ow', "#8a2be2", "#c792ea"),
    ('[class^="s"]', "#0b7261", "#9fd99f"),
    ('[class^="m"],.il', "#a5480a", "#f0a875"),
    ('[class^="c"]', "#667080", "#8b96a8"),
    (".nf,.fm,.nc,.nn", "#1a56b0", "#82aaff"),
    (".nb,.bp,.ne", "#99540b", "#e6c07b"),
    (".nt,.na,.nd", "#a8174f", "#ff8fa8"),
    (".o,.p", "#505866", "#aeb7c6"),
    (".gd,.gr,.err", "#b42318", "#ff9086"),
    (".gi", "#1a7f37", "#7ddc93"),
)
"""Pygments' classes, and the colour of each on a light and on a dark ground."""


def code_css() -> str:
    """The colours of highlighted code, with those for a dark ground below ``.nightMode``."""
    light = (_code_rule("", classes, colour) for classes, colour, _ in _CODE_COLOURS)
    dark = (_code_rule(".nightMode ", classes, colour) for classes, _, colour in _CODE_COLOURS)
    return "\n".join([*light, *dark]) + "\n"


def _code_rule(ground: str, classes: str, colour: str) -> str:
    selectors = ", ".join(f"{ground}.code span{each}" for each in classes.split(","))
    return f"{selectors} {{ color: {colour}; }}"
