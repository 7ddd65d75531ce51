"""Read a text of any length through windows of a bounded one.

The encoder sees a window at a time. Windows overlap, and each piece keeps what the window told in which it stood
further from an edge; so the joined result has no seams that matter, and it depends on the text alone.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sayso.read.encoder import Encoder, Floats, Read, Window
from sayso.read.pieces import Pieces

WINDOW = 256  # pieces; the length that the network was trained on
OVERLAP = 48  # pieces shared by neighbours
AT_ONCE = 16  # windows handed to the runtime together: bounds what waits in memory
GRAIN = 32  # window lengths are multiples of this, so that the runtime meets few shapes


def place_windows(length: int) -> list[tuple[int, int]]:
    """Return windows [start, end) that cover `length` pieces evenly, each at most WINDOW long."""
    count = max(1, math.ceil((length - OVERLAP) / (WINDOW - OVERLAP)))
    if count == 1:
        return [(0, length)]
    size = math.ceil((length + OVERLAP * (count - 1)) / count / GRAIN) * GRAIN
    starts = [round(i * (length - size) / (count - 1)) for i in range(count)]
    return [(s, s + size) for s in starts]


def pad_to_grain(row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pad one window's row with zeros to a multiple of GRAIN."""
    return np.pad(row, (0, -len(row) % GRAIN))


def read_pieces(pieces: Pieces, encoder: Encoder) -> Read:
    """Read all pieces: their tag scores, and what the second and the third look need of each."""
    windows = place_windows(len(pieces))
    told: tuple[list[Floats], list[Floats], list[Floats]] = ([], [], [])
    at = 0
    for first in range(0, len(windows), AT_ONCE):
        some = windows[first : first + AT_ONCE]
        seen = encoder.read([_window(pieces, start, end) for start, end in some])
        for i, (start, end) in enumerate(some, first):
            upto = (end + windows[i + 1][0]) // 2 if i + 1 < len(windows) else end
            for whole, part in zip(told, seen[i - first], strict=True):
                whole.append(part[at - start : upto - start])
            at = upto
    tags, near, who = (np.concatenate(x) for x in told)
    return tags, near, who


def _window(pieces: Pieces, start: int, end: int) -> Window:
    rows = (pieces.ids, pieces.shapes, pieces.gaps, pieces.quoted)
    ids, shapes, gaps, quoted = (pad_to_grain(row[start:end]) for row in rows)
    return ids, shapes, gaps, quoted, (np.arange(len(ids)) < end - start).astype(np.float32)
