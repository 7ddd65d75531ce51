"""A stretch of an article's text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text: code points from `start`, `end` exclusive."""

    start: int
    end: int


Spans = tuple[Span, ...]


def slice_text(text: str, spans: Iterable[Span]) -> str:
    """Return the words of `text` that `spans` cover, the pieces of a discontinuous stretch joined by " ... "."""
    return " ... ".join(text[start:end] for start, end in spans)
