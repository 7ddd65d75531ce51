"""Look a third time, at each source: where in the text before it is told who that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sayso.read.encoder import Floats
from sayso.read.heads import POINTERS
from sayso.read.looks import gather
from sayso.read.model_set import ModelSet

BEFORE, AFTER = 192, 32  # pieces seen before a source and from it on
AT_ONCE = 64
PEAK = 0.2  # of the top odds that a neighbouring piece must have to belong to the peak
LONGEST = 16  # pieces of a mention that is pointed at


@dataclass(frozen=True, slots=True)
class Pointed:
    """Where the pointers of one mention point: for each, the odds of the pieces from `start` on, then of nowhere."""

    start: int
    odds: Floats

    def of(self, pointer: str) -> Floats:
        """Return the odds of the pieces in the context for `pointer`, without nowhere."""
        return self.odds[POINTERS.index(pointer), :-1]

    def nowhere(self, pointer: str) -> float:
        """Return the odds that `pointer` points nowhere."""
        return float(self.odds[POINTERS.index(pointer), -1])

    def share(self, pointer: str, mentions: Iterable[tuple[int, int]]) -> float:
        """Return the odds that `pointer` points into these stretches of pieces."""
        odds = self.of(pointer)
        return sum(float(odds[max(0, s - self.start) : max(0, a - self.start)].sum()) for s, a in mentions)

    def meant(self, mentions: Iterable[tuple[int, int]]) -> float:
        """Return the odds that one of these mentions is pointed at, its first and its last piece together."""
        first, last = self.of("first"), self.of("last")
        total = 0.0
        for s, a in mentions:
            inside = slice(max(0, s - self.start), max(0, a - self.start))
            total += float(np.sqrt(first[inside].sum() * last[inside].sum()))
        return total

    def peak(self, pointer: str) -> tuple[int, int]:
        """Return the likeliest piece with its neighbours that are nearly as likely, as pieces [first, after)."""
        odds = self.of(pointer)
        first = after = int(odds.argmax())
        least = PEAK * float(odds[first])
        while first > 0 and odds[first - 1] >= least:
            first -= 1
        while after + 1 < len(odds) and odds[after + 1] >= least:
            after += 1
        return self.start + first, self.start + after + 1

    def mention(self) -> tuple[int, int, float]:
        """Return the likeliest earlier mention as pieces (first, after the last) with its odds."""
        first, last = self.of("first"), self.of("last")
        best = (0, 0, 0.0)
        for p in np.argsort(-first)[:5].tolist():
            window = last[p : p + LONGEST]
            q = p + int(window.argmax())
            odds = float(np.sqrt(first[p] * last[q]))
            if odds > best[2]:
                best = (p, q, odds)
        return self.start + best[0], self.start + best[1] + 1, best[2]


def point_back(who: Floats, places: Sequence[Sequence[int]], model: ModelSet) -> list[Pointed]:
    """Point from each place, a mention's pieces, to what tells who it is. who: [L, 3 D] from the first look."""
    found: list[Pointed] = []
    for begin in range(0, len(places), AT_ONCE):
        some = places[begin : begin + AT_ONCE]
        groups, starts = gather(who, some, BEFORE, AFTER)
        scores = np.concatenate(model.encoder.point(groups))[: len(some)]
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        odds = weights / weights.sum(axis=-1, keepdims=True)
        found += [Pointed(int(start), one) for start, one in zip(starts, odds, strict=True)]
    return found
