"""Sayings made by hand, for the tests of what is built on them."""

from __future__ import annotations

import re

import numpy as np

from sayso.read.heads import FIELDS, POINTERS
from sayso.read.pieces import Pieces
from sayso.read.pointing import Pointed
from sayso.read.saying import Saying
from sayso.terms.span import Span, Spans


def spans(text: str, *parts: str) -> Spans:
    """Return where the parts stand, each behind the one before."""
    found, at = [], 0
    for part in parts:
        at = text.index(part, at)
        found.append(Span(at, at + len(part)))
        at += len(part)
    return tuple(found)


def shares(field: str, value: object) -> np.ndarray:
    """Return a probability of 0.9 for the value, the rest shared."""
    values = FIELDS[field]
    out = np.full(len(values), 0.1 / max(1, len(values) - 1), dtype=np.float32)
    out[values.index(value)] = 0.9
    return out


def saying(text: str, source: str, cue: str, content: str, **more: object) -> Saying:
    """Return a saying of these words; `more` are fields, `asked`, `name`, `venue` and `conditions`."""
    plain = {"act": "say", "certainty": "certain", "negated": False, "kind": "person", "named": True, "plural": False}
    plain |= {"position": False, "status": "held", "level": None}
    fields = {f: shares(f, more.get(f, v)) for f, v in plain.items()}
    begin = text.index(cue)
    return Saying(
        source=spans(text, source) if source else (),
        cue=(Span(begin, begin + len(cue)),),
        content=spans(text, *content.split(" | ")),
        asked=more.get("asked", (begin,)),
        confidence=0.9,
        fields=fields,
        name=spans(text, more["name"]) if "name" in more else (),
        venue=spans(text, more["venue"]) if "venue" in more else (),
    )


def pointing(length: int, **to: int | tuple[int, int]) -> Pointed:
    """Return pointers over `length` pieces: each to the given piece, or nowhere where none is given."""
    out = np.full((len(POINTERS), length + 1), 0.001, dtype=np.float32)
    for i, pointer in enumerate(POINTERS):
        out[i, to.get(pointer, length)] = 0.95
    return Pointed(0, out)


class Text:
    """A text whose pieces are its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = [m.span() for m in re.finditer(r"\w+|[^\w\s]", text)]
        none = np.zeros(len(found), dtype=np.int64)
        self.pieces = Pieces(none, np.array([s for s, _ in found]), np.array([e for _, e in found]), none, none, none)

    def asked(self, words: str) -> tuple[int, ...]:
        start = self.text.index(words)
        inside = (self.pieces.starts >= start) & (self.pieces.ends <= start + len(words))
        return tuple(np.flatnonzero(inside).tolist())

    def at(self, words: str) -> int:
        return self.asked(words)[0]
