"""Join: look a second time at each cue and label the pieces around it source, content, cue or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.read.crf import (
    B_CONTENT,
    B_CUE,
    B_SOURCE,
    NOTHING,
    best_labels,
    log_sum,
    row_score,
)
from sayso.read.encoder import Floats, Integers, Look
from sayso.read.model_set import ModelSet

# Pieces on each side of the cue: 98 of 100 attributions of PolNeAR's training part lie within 64; where a stretch runs
# into the edge, the look is taken again with the next reach.
REACHES = (64, 160, 400)
AT_ONCE = 64  # cues looked at together: bounds what waits in memory
GROUP = 8  # cues a run of the graph, always: the last group is filled up, so that a result never depends on the number
NEAR = 32  # distances up to this are told apart exactly, beyond it by halving steps
Stretch = tuple[int, int]
Stretches = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """One attribution in pieces: stretches [first, after) of each role.

    `scores` are what the confidence is made of: the log-odds of the cue, the log-probability of this labelling as a
    whole, and that of there being an attribution at all.
    """

    source: Stretches
    cue: Stretches
    content: Stretches
    scores: tuple[float, float, float]


def join_cues(near: Floats, runs: Sequence[tuple[int, int, float]], model: ModelSet) -> list[Joined]:
    """Look at each candidate cue and return the attributions found, in the order of the cues.

    near: [L, 3 D] from the first look; runs: the candidates as `cue_runs` gives them. Candidates that the second look
    finds nothing at are left out, whatever their confidence.
    """
    results: dict[int, Joined | None] = {}
    waiting = list(range(len(runs)))
    for reach in REACHES:
        again = []
        for first in range(0, len(waiting), AT_ONCE):
            some = waiting[first : first + AT_ONCE]
            labelled = _look(near, [runs[i] for i in some], reach, model)
            for i, (start, labels, parts) in zip(some, labelled, strict=True):
                if reach != REACHES[-1] and _runs_out(start, labels, len(near)):
                    again.append(i)
                else:
                    results[i] = _joined(start, labels, runs[i], parts)
        waiting = again
    return [found for i in range(len(runs)) if (found := results[i])]


def _look(
    near: Floats, runs: Sequence[tuple[int, int, float]], reach: int, model: ModelSet
) -> list[tuple[int, NDArray[np.int64], tuple[float, float]]]:
    """Return for each run: where its context starts, its labels, (log P of the labels, log P of any attribution)."""
    length, span = len(near), 2 * reach
    width = near.shape[1] // 3
    first = np.array([r[0] for r in runs])
    starts = np.maximum(0, np.minimum(first - reach, length - span))
    place = starts[:, None] + np.arange(span)
    there = (place < length).astype(np.float32)
    marks = np.array([(row >= a) & (row < b) for row, (a, b, _) in zip(place, runs, strict=True)], dtype=np.float32)
    away = distance_bucket(place - first[:, None])
    clipped = np.minimum(place, length - 1)
    groups: list[Look] = []
    for g in range(0, len(runs), GROUP):
        rows = np.minimum(np.arange(g, g + GROUP), len(runs) - 1)
        around = near[clipped[rows]]
        marked = marks[rows]
        asking = (around[..., 2 * width :] * marked[..., None]).sum(axis=1) / marked.sum(axis=1, keepdims=True)
        groups.append((np.ascontiguousarray(around[..., : 2 * width]), asking, away[rows], marked, there[rows]))
    scores = np.concatenate(model.encoder.look(groups))[: len(runs)]
    lengths = there.sum(axis=1).astype(np.int64)
    labels = best_labels(scores, model.steps, lengths)
    whole = log_sum(scores, model.steps, lengths)
    path = row_score(scores, model.steps, lengths, labels) - whole
    nothing = row_score(scores, model.steps, lengths, np.full_like(labels, NOTHING)) - whole
    anything = np.log(np.maximum(-np.expm1(np.minimum(nothing, -1e-6)), 1e-6))
    return [
        (int(s), row[:n], (float(p), float(q)))
        for s, row, n, p, q in zip(starts, labels, lengths, path, anything, strict=True)
    ]


def distance_bucket(away: Integers) -> Integers:
    """Turn signed distances from the cue into buckets: exact to NEAR, then by half octaves, 0 the farthest before."""
    size = np.abs(away)
    far = NEAR + np.minimum((2 * np.log2(np.maximum(size, NEAR) / NEAR)).astype(np.int64), 7) + 1
    return np.where(away < 0, -1, 1) * np.where(size <= NEAR, size, far) + NEAR + 8


def _runs_out(start: int, labels: NDArray[np.int64], length: int) -> bool:
    """Whether something labelled touches an edge of the context that is no edge of the text."""
    return bool((start > 0 and labels[0] != NOTHING) or (start + len(labels) < length and labels[-1] != NOTHING))


def _joined(
    start: int, labels: NDArray[np.int64], run: tuple[int, int, float], parts: tuple[float, float]
) -> Joined | None:
    content = _stretches(labels, B_CONTENT, start)
    if not content:
        return None
    cue = _stretches(labels, B_CUE, start) or ((run[0], run[1]),)
    return Joined(_stretches(labels, B_SOURCE, start), cue, content, (_log_odds(run[2]), *parts))


def _log_odds(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return float(np.log(p / (1 - p)))


def _stretches(labels: NDArray[np.int64], begin: int, start: int) -> Stretches:
    found: list[Stretch] = []
    for p, label in enumerate(labels.tolist()):
        if label == begin:
            found.append((start + p, start + p + 1))
        elif label == begin + 1:
            if found and found[-1][1] == start + p:
                found[-1] = (found[-1][0], start + p + 1)
            else:
                found.append((start + p, start + p + 1))
    return tuple(found)
