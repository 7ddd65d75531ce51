"""Join: look a second time at each cue and label the pieces around it source, content, cue or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from sayso.read.cues import Run
from sayso.read.encoder import Floats
from sayso.read.heads import PARTS
from sayso.read.looks import AT_ONCE, gather
from sayso.read.model_set import ModelSet
from sayso.read.tagged import tagged_runs

# Pieces on each side of the cue: 98 of 100 attributions of PolNeAR's training part lie within 64; where a stretch runs
# into the edge, the look is taken again with the next reach.
REACHES = (64, 160, 400)
Stretch = tuple[int, int]
Stretches = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """One attribution in pieces: stretches [first, after) of each role.

    `scores` are what the confidence is made of: the log-odds of the cue, the log-probability of this labelling as a
    whole, and that of there being an attribution at all. `parts` and `fields` are as `heads` names them; `fields` are
    scores, not yet probabilities.
    """

    source: Stretches
    cue: Stretches
    content: Stretches
    scores: tuple[float, float, float]
    parts: Mapping[str, Stretches]
    fields: Floats


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one look saw from piece `start` on; `sure` is (log P of the labels, log P of any attribution)."""

    start: int
    labels: NDArray[np.int64]
    sure: tuple[float, float]
    parts: Floats
    fields: Floats


def join_cues(near: Floats, runs: Sequence[Run], model: ModelSet) -> list[Joined]:
    """Look at each candidate cue and return the attributions found, in the order of the cues.

    near: [L, 4 D] from the first look; runs: the candidates as `cue_runs` gives them. Candidates that the second look
    finds nothing at are left out, whatever their confidence.
    """
    results: dict[int, Joined | None] = {}
    waiting = list(range(len(runs)))
    for reach in REACHES:
        again = []
        for first in range(0, len(waiting), AT_ONCE):
            some = waiting[first : first + AT_ONCE]
            for i, seen in zip(some, _look(near, [runs[i] for i in some], reach, model), strict=True):
                if reach != REACHES[-1] and _runs_out(seen, len(near)):
                    again.append(i)
                else:
                    results[i] = _joined(seen, runs[i])
        waiting = again
    return [found for i in range(len(runs)) if (found := results[i])]


def _look(near: Floats, runs: Sequence[Run], reach: int, model: ModelSet) -> list[_Seen]:
    """Look at each run with `reach` pieces on each side."""
    groups, starts = gather(near, [range(first, after) for first, after, _ in runs], reach, reach)
    labels_of, parts_of, fields_of = zip(*model.encoder.look(groups), strict=True)
    scores, parts, fields = (np.concatenate(x)[: len(runs)] for x in (labels_of, parts_of, fields_of))
    lengths = np.minimum(len(near) - starts, scores.shape[1])
    labels = best_labels(scores, model.steps, lengths)
    whole = log_sum(scores, model.steps, lengths)
    path = row_score(scores, model.steps, lengths, labels) - whole
    nothing = row_score(scores, model.steps, lengths, np.full_like(labels, NOTHING)) - whole
    anything = np.log(np.maximum(-np.expm1(np.minimum(nothing, -1e-6)), 1e-6))
    parts = parts.reshape(*parts.shape[:2], len(PARTS), 3)
    return [
        _Seen(
            start=int(starts[n]),
            labels=labels[n, : lengths[n]],
            sure=(float(path[n]), float(anything[n])),
            parts=parts[n, : lengths[n]],
            fields=fields[n],
        )
        for n in range(len(runs))
    ]


def _runs_out(seen: _Seen, length: int) -> bool:
    """Whether something labelled touches an edge of the context that is no edge of the text."""
    labels = seen.labels
    return bool(
        (seen.start > 0 and labels[0] != NOTHING) or (seen.start + len(labels) < length and labels[-1] != NOTHING)
    )


def _joined(seen: _Seen, run: Run) -> Joined | None:
    content = _stretches(seen.labels, B_CONTENT, seen.start)
    if not content:
        return None
    return Joined(
        source=_stretches(seen.labels, B_SOURCE, seen.start),
        cue=_stretches(seen.labels, B_CUE, seen.start) or ((run[0], run[1]),),
        content=content,
        scores=(_log_odds(run[2]), *seen.sure),
        parts={
            part: tuple((seen.start + s, seen.start + e) for s, e in tagged_runs(seen.parts[:, k]))
            for k, part in enumerate(PARTS)
        },
        fields=seen.fields,
    )


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
