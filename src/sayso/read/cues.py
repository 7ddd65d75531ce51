"""Find the stretches of pieces that may be cues."""

from __future__ import annotations

import numpy as np

from sayso.read.encoder import Floats
from sayso.read.heads import tag_columns

Run = tuple[int, int, float]  # first piece, after the last, highest probability of being part of a cue


def cue_runs(tags: Floats, candidate: float) -> list[Run]:
    """Return (first piece, after the last, highest probability) of every stretch that may be a cue.

    tags: [L, tags]. A piece belongs to a stretch from the probability `candidate` of being part of a cue; where a piece
    more likely opens a cue than goes on with one, a new stretch begins.
    """
    scores = tags[:, tag_columns("cue")]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    part = 1 - odds[:, 0]
    opens = (odds[:, 1] > odds[:, 2]) & (part > 0.5)
    runs: list[Run] = []
    for p in np.flatnonzero(part >= candidate).tolist():
        if runs and runs[-1][1] == p and not opens[p]:
            first, _, top = runs[-1]
            runs[-1] = (first, p + 1, max(top, float(part[p])))
        else:
            runs.append((p, p + 1, float(part[p])))
    return runs
