"""Find the paragraphs of a text, also where somebody, or some program, wrapped its lines by hand."""

from __future__ import annotations

import re

WRAPPED = (45, 100)  # the length of lines that were wrapped by hand
BLOCK = re.compile(r"[^\r\n]+(?:\r?\n[^\r\n]+)*")
LINE = re.compile(r"[^\r\n]+")


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of the text as (start, end): each line, or several that were wrapped by hand together."""
    found = []
    for block in BLOCK.finditer(text):
        lines = [m.span() for m in LINE.finditer(text, block.start(), block.end())]
        wrapped = len(lines) > 1 and all(WRAPPED[0] <= end - start <= WRAPPED[1] for start, end in lines[:-1])
        for start, end in [block.span()] if wrapped else lines:
            if not text[start:end].isspace():
                found.append((start, end))
    return found
