"""An attribution on its way to being one: spans and what the network tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np

from sayso.read.attach import Joined, Stretches
from sayso.read.encoder import Floats
from sayso.read.heads import FIELDS
from sayso.read.pieces import Pieces
from sayso.terms.attribution import Act, Certainty
from sayso.terms.span import Span, Spans

SHORTEST = 8  # characters of a condition: its opening word and what it is


@dataclass(frozen=True, slots=True)
class Saying:
    """One attribution before it is known who its source is and what chain it stands in.

    `asked` are the pieces of its source, or of its cue where it has none; `fields` the probabilities of each field's
    values; `name`, `conditions` and `venue` the parts that `heads` names.
    """

    source: Spans
    cue: Spans
    content: Spans
    asked: tuple[int, ...]
    confidence: float
    fields: Mapping[str, Floats]
    name: Spans = ()
    conditions: Spans = ()
    venue: Spans = ()

    @property
    def act(self) -> Act:
        """What the saying likeliest does."""
        return get_args(Act)[int(self.fields["act"].argmax())]  # type: ignore[no-any-return]

    @property
    def certainty(self) -> Certainty:
        """How sure the source likeliest presents the content."""
        return get_args(Certainty)[int(self.fields["certainty"].argmax())]  # type: ignore[no-any-return]

    def likeliest(self, field: str) -> object:
        """Return the likeliest value of `field`."""
        return FIELDS[field][int(self.fields[field].argmax())]


def make_saying(joined: Joined, confidence: float, pieces: Pieces) -> Saying:
    """Turn pieces back into spans of the text, scores into probabilities."""
    spans = {role: put_back(getattr(joined, role), pieces) for role in ("source", "cue", "content")}
    parts = {part: put_back(found, pieces) for part, found in joined.parts.items()}
    return Saying(
        **spans,
        asked=tuple(p for first, after in joined.source or joined.cue for p in range(first, after)),
        confidence=confidence,
        fields=field_probabilities(joined.fields),
        name=_inside(parts["name"], spans["source"]),
        conditions=tuple(s for s in _inside(parts["condition"], spans["content"]) if s.end - s.start >= SHORTEST),
        venue=parts["venue"],
    )


def _inside(some: Spans, whole: Spans) -> Spans:
    return tuple(s for s in some if any(a <= s.start and s.end <= b for a, b in whole))


def put_back(stretches: Stretches, pieces: Pieces) -> Spans:
    """Return the spans of the text that the stretches of pieces cover."""
    return tuple(Span(int(pieces.starts[first]), int(pieces.ends[after - 1])) for first, after in stretches)


def field_probabilities(scores: Floats) -> dict[str, Floats]:
    """Return the probabilities of each field's values out of the scores of all fields in a row."""
    found, at = {}, 0
    for field, values in FIELDS.items():
        some = scores[at : at + len(values)]
        weights = np.exp(some - some.max())
        found[field] = weights / weights.sum()
        at += len(values)
    return found


def share_inside(inner: Spans, outer: Spans) -> float:
    """Return what share of the characters of `inner` lies in `outer`."""
    total = sum(e - s for s, e in inner)
    both = sum(max(0, min(e, e2) - max(s, s2)) for s, e in inner for s2, e2 in outer)
    return both / total if total else 0.0
