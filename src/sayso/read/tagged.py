"""Turn scores for outside, opening and inside into stretches of pieces."""

from __future__ import annotations

import numpy as np

from sayso.read.encoder import Floats

Run = tuple[int, int]
GAP = 1  # pieces outside that do not break a stretch


def tagged_runs(scores: Floats) -> list[Run]:
    """Return the stretches [first, after) that the tags make. scores: [L, 3], outside, opening, inside.

    A piece belongs to a stretch where opening and inside together are likelier than outside; it opens a new one where
    opening is likelier than inside and the piece before belongs to another.
    """
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    belongs = odds[:, 1] + odds[:, 2] > odds[:, 0]
    opens = odds[:, 1] > odds[:, 2]
    runs: list[Run] = []
    for p in np.flatnonzero(belongs).tolist():
        if runs and p - runs[-1][1] <= GAP and not opens[p]:
            runs[-1] = (runs[-1][0], p + 1)
        else:
            runs.append((p, p + 1))
    return runs
