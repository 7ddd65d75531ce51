"""Label a row of pieces as a whole: a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sayso.read.encoder import Floats

NOTHING, B_SOURCE, I_SOURCE, B_CONTENT, I_CONTENT, B_CUE, I_CUE = range(7)


def best_labels(scores: Floats, steps: Floats, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the likeliest labels [N, T] (Viterbi).

    scores: [N, T, labels]; steps: [labels + 1, labels], from row to column, the last row for the first piece; lengths:
    [N], the pieces that are there; beyond them the labels mean nothing.
    """
    rows, length, labels = scores.shape
    best = scores[:, 0] + steps[-1]
    came = np.zeros((length, rows, labels), dtype=np.int64)
    stay = np.arange(labels)
    for t in range(1, length):
        ways = best[:, :, None] + steps[None, :-1]
        origin = ways.argmax(axis=1)
        onward = np.take_along_axis(ways, origin[:, None], axis=1)[:, 0] + scores[:, t]
        there = (t < lengths)[:, None]
        best = np.where(there, onward, best)
        came[t] = np.where(there, origin, stay)
    path = np.zeros((rows, length), dtype=np.int64)
    path[:, -1] = best.argmax(axis=1)
    for t in range(length - 1, 0, -1):
        path[:, t - 1] = np.take_along_axis(came[t], path[:, t, None], axis=1)[:, 0]
    return path


def log_sum(scores: Floats, steps: Floats, lengths: NDArray[np.int64]) -> Floats:
    """Return the log of the summed weights of all label rows [N] (the partition function)."""
    # in probabilities, each piece's scaled by its top: barred steps are exact zeros, and a product is a matrix's
    weights = np.exp(steps[:-1].astype(np.float64))
    tops = scores.max(axis=2).astype(np.float64)
    local = np.exp(scores - tops[:, :, None])
    alpha = local[:, 0] * np.exp(steps[-1].astype(np.float64))
    total = tops[:, 0].copy()
    for t in range(1, scores.shape[1]):
        onward = (alpha @ weights) * local[:, t]
        size = onward.sum(axis=1, keepdims=True)
        there = (t < lengths)[:, None]
        alpha = np.where(there, onward / size, alpha)
        total += np.where(there, np.log(size) + tops[:, t, None], 0)[:, 0]
    result: Floats = (total + np.log(alpha.sum(axis=1))).astype(np.float32)
    return result


def row_score(scores: Floats, steps: Floats, lengths: NDArray[np.int64], path: NDArray[np.int64]) -> Floats:
    """Return the weight, in logs, of the given label rows [N]."""
    _rows, length, _ = scores.shape
    each = np.take_along_axis(scores, path[:, :, None], axis=2)[:, :, 0]
    each[:, 0] += steps[-1][path[:, 0]]
    each[:, 1:] += steps[path[:, :-1], path[:, 1:]]
    there = np.arange(length)[None] < lengths[:, None]
    total: Floats = np.where(there, each, 0).sum(axis=1)
    return total
