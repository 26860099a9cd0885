"""A card's Markdown as HTML (for Anki and the web) or laid out as text for a terminal."""

from flashcards.render.html import back_html, code_css, escape, front_html, to_html
from flashcards.render.markdown import clean
from flashcards.render.terminal import to_terminal

__all__ = ["back_html", "clean", "code_css", "escape", "front_html", "to_html", "to_terminal"]
