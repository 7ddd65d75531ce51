"""Look a third time, at each source: where in the text before it is told who that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sayso.read.encoder import Floats
from sayso.read.entity import Entity, Mentions
from sayso.read.heads import POINTERS
from sayso.read.looks import AT_ONCE, gather
from sayso.read.model_set import ModelSet

BEFORE, AFTER = 192, 32  # pieces seen before a source and from it on
LONGEST = 16  # pieces of a mention that is pointed at
EDGE = 2  # pieces at a mention's edge where it may be taken to begin or end ("the minister", "minister")
PEAK = 0.2  # of the top probability that a neighbouring piece must have to belong to the peak


@dataclass(frozen=True, slots=True)
class Pointed:
    """Where the pointers of one mention point.

    `probabilities` [pointers, T + 1]: of the pieces from `start` on, and the last of nowhere.
    """

    start: int
    probabilities: Floats

    @property
    def end(self) -> int:
        """The piece after the last one that was seen."""
        return self.start + int(self.probabilities.shape[1]) - 1

    def of(self, pointer: str) -> Floats:
        """Return the probabilities of the pieces in the context for `pointer`, without nowhere."""
        return self.probabilities[POINTERS.index(pointer), :-1]

    def nowhere(self, pointer: str) -> float:
        """Return the probability that `pointer` points nowhere."""
        return float(self.probabilities[POINTERS.index(pointer), -1])

    def share(self, pointer: str, first: int, after: int) -> float:
        """Return the probability that `pointer` points into the stretch [first, after) of pieces."""
        return float(self.of(pointer)[max(0, first - self.start) : max(0, after - self.start)].sum())

    def meant(self, first: int, after: int) -> float:
        """Return the probability that the mention [first, after) is pointed at, by its first and its last piece."""
        begins = self.share("first", first, min(first + EDGE, after))
        ends = self.share("last", max(after - EDGE, first), after)
        return float(np.sqrt(begins * ends))

    def peak(self, pointer: str) -> tuple[int, int]:
        """Return the likeliest piece with its neighbours that are nearly as likely, as pieces [first, after)."""
        some = self.of(pointer)
        first = after = int(some.argmax())
        least = PEAK * float(some[first])
        while first > 0 and some[first - 1] >= least:
            first -= 1
        while after + 1 < len(some) and some[after + 1] >= least:
            after += 1
        return self.start + first, self.start + after + 1

    def mention(self) -> tuple[int, int, float]:
        """Return the likeliest earlier mention as pieces (first, after the last) with its probability."""
        first, last = self.of("first"), self.of("last")
        best = (0, 0, 0.0)
        for p in np.argsort(-first, kind="stable")[:5].tolist():
            window = last[p : p + LONGEST]
            q = p + int(window.argmax())
            both = float(np.sqrt(first[p] * last[q]))
            if both > best[2]:
                best = (p, q, both)
        return self.start + best[0], self.start + best[1] + 1, best[2]


def most_pointed_at(
    pointed: Pointed, pointer: str, *, mentions: Mentions, until: int, wanted: Callable[[Entity], bool]
) -> tuple[Entity | None, float]:
    """Return whom of the wanted ones, mentioned before piece `until`, the pointer points at most, and its share."""
    shares: dict[int, float] = {}
    entities: dict[int, Entity] = {}
    upto = pointed.start
    for first, after, entity in mentions.between(pointed.start, until):
        if after > upto and wanted(entity):  # each piece counts once
            shares[id(entity)] = shares.get(id(entity), 0.0) + pointed.share(pointer, max(first, upto), after)
            entities[id(entity)] = entity
            upto = after
    best = max(shares, key=lambda k: shares[k], default=None)
    return (None, 0.0) if best is None else (entities[best], shares[best])


def point_back(who: Floats, places: Sequence[Sequence[int]], model: ModelSet) -> list[Pointed]:
    """Point from each place, a mention's pieces, to what tells who it is. who: [L, 3 D] from the first look."""
    found: list[Pointed] = []
    for begin in range(0, len(places), AT_ONCE):
        some = places[begin : begin + AT_ONCE]
        groups, starts = gather(who, some, BEFORE, AFTER)
        scores = np.concatenate(model.encoder.point(groups))[: len(some)]
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        both = weights / weights.sum(axis=-1, keepdims=True)
        found += [Pointed(int(start), one) for start, one in zip(starts, both, strict=True)]
    return found
