"""Gather what a look needs around each of some marked places, in groups of one size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.read.encoder import Floats, Integers, Look

GROUP = (
    8  # places a run of the graph, always: the last group is filled up, so that a result never depends on the number
)
AT_ONCE = 64  # places looked at together: bounds what waits in memory
WIDTH = 128  # numbers in each part of what the first look tells of a piece
NEAR = 32  # distances up to this are told apart exactly, beyond it by halving steps
Place = Sequence[int]  # the marked pieces, in order


def gather(near: Floats, places: Sequence[Place], before: int, after: int) -> tuple[list[Look], NDArray[np.int64]]:
    """Return the looks at `places`, GROUP at a time, and the piece at which each one's context starts.

    near: [L, parts of D each] from the first look, the last part that of a piece as asking. A context holds `before`
    pieces before the first marked one and `after` from it on, moved where it would run over the text's end. In a text
    shorter than that, what is missing is masked.
    """
    length, span = len(near), before + after
    first = np.array([place[0] for place in places])
    starts = np.maximum(0, np.minimum(first - before, length - span))
    at = starts[:, None] + np.arange(span)
    there = (at < length).astype(np.float32)
    marks = np.zeros(at.shape, dtype=np.float32)
    for row, (place, start) in enumerate(zip(places, starts.tolist(), strict=True)):
        inside = [p - start for p in place if 0 <= p - start < span]
        marks[row, inside] = 1
    away = distance_bucket(at - first[:, None])
    clipped = np.minimum(at, length - 1)
    groups: list[Look] = []
    for g in range(0, len(places), GROUP):
        rows = np.minimum(np.arange(g, g + GROUP), len(places) - 1)
        around = near[clipped[rows]]
        marked = marks[rows]
        asking = (around[..., -WIDTH:] * marked[..., None]).sum(axis=1) / marked.sum(axis=1, keepdims=True)
        groups.append((np.ascontiguousarray(around[..., :-WIDTH]), asking, away[rows], marked, there[rows]))
    return groups, starts


def distance_bucket(away: Integers) -> Integers:
    """Turn signed distances from the cue into buckets: exact to NEAR, then by half octaves, 0 the farthest before."""
    size = np.abs(away)
    far = NEAR + np.minimum((2 * np.log2(np.maximum(size, NEAR) / NEAR)).astype(np.int64), 7) + 1
    return np.where(away < 0, -1, 1) * np.where(size <= NEAR, size, far) + NEAR + 8
