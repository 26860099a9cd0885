"""One paragraph of Markdown as Blocks: its text, and the pictures, formulas and comments that have a line of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flashcards.model import Block, Comment, Image, Lines, Math, Paragraph
from flashcards.readers.markdown_inline import References, normalise

_IMAGE_LINE = re.compile(
    r"!\[((?:[^\[\]\\]|\\.)*)\]\(\s*(?:<([^<>]*)>|([^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*))"
    r"(?:\s+(?:\"([^\"]*)\"|'([^']*)'))?\s*\)(?:\{[^{}]*\})?\s*\.?"
)
_MATH_LINE = re.compile(r"\$\$([^$]+)\$\$\.?")


def paragraph_blocks(source: str, numbers: Sequence[int], references: References) -> list[Block]:
    """Blocks for the Markdown ``source`` of a paragraph, of which line k is line ``numbers[k]`` of the note."""
    text, remarks = normalise(source, references)
    blocks: list[Block] = []
    run: list[str] = []
    lines = text.split("\n")
    for index, line in enumerate([*lines, None]):
        alone = None if line is None else block_of_line(line.strip(), numbers[index])
        if line is not None and alone is None:
            run.append(line)
            continue
        blocks += _paragraph(run, numbers[index - len(run) : index])
        blocks += [alone] if alone else []
        run = []
    blocks += [Comment(remark.text, Lines(numbers[remark.first], numbers[remark.last])) for remark in remarks]
    return blocks


def block_of_line(line: str, number: int) -> Block | None:
    """The picture or formula that ``line`` consists of, or None."""
    lines = Lines(number, number)
    if line.startswith("![") and (match := _IMAGE_LINE.fullmatch(line)):
        title = match[4] or match[5] or ""
        return Image(match[2].strip() if match[2] is not None else match[3], match[1], lines, title)
    if line.startswith("$$") and (match := _MATH_LINE.fullmatch(line)):
        return Math(match[1].strip(), lines)
    return None


def _paragraph(run: Sequence[str], numbers: Sequence[int]) -> list[Block]:
    """A paragraph of the lines, without the blank ones that comments left at its ends."""
    filled = [index for index, line in enumerate(run) if line.strip()]
    if not filled:
        return []
    first, last = filled[0], filled[-1]
    return [Paragraph("\n".join(run[first : last + 1]).strip(), Lines(numbers[first], numbers[last]))]
