"""Turn scores for outside, opening and inside into stretches of pieces."""

from __future__ import annotations

from sayso.read.encoder import Floats

Run = tuple[int, int]


def opened_runs(scores: Floats) -> list[Run]:
    """Return the stretches [first, after) that the likeliest tags make. scores: [L, 3], outside, opening, inside."""
    runs: list[Run] = []
    for p, tag in enumerate(scores.argmax(axis=1).tolist()):
        if tag == 0:
            continue
        if tag == 2 and runs and runs[-1][1] == p:
            runs[-1] = (runs[-1][0], p + 1)
        else:
            runs.append((p, p + 1))
    return runs
