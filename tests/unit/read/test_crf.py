from itertools import pairwise, product

import numpy as np
import pytest

from sayso.read.crf import best_labels, log_sum, row_score


@pytest.mark.parametrize("seed", range(5))
def test_against_every_possible_row(seed):
    rng = np.random.default_rng(seed)
    labels, length, rows = 3, 4, 6
    scores = rng.normal(size=(rows, length, labels)).astype(np.float32)
    steps = rng.normal(size=(labels + 1, labels)).astype(np.float32)
    lengths = np.array([1, 2, 3, 4, 4, 4])
    best, whole = best_labels(scores, steps, lengths), log_sum(scores, steps, lengths)
    for n in range(rows):
        weights = {}
        for path in product(range(labels), repeat=int(lengths[n])):
            total = steps[-1, path[0]] + scores[n, 0, path[0]]
            total += sum(steps[a, b] + scores[n, t + 1, b] for t, (a, b) in enumerate(pairwise(path)))
            weights[path] = float(total)
        likeliest = max(weights, key=weights.__getitem__)
        assert tuple(best[n, : lengths[n]]) == likeliest
        assert whole[n] == pytest.approx(np.log(np.sum(np.exp(list(weights.values())))), abs=1e-4)
        padded = np.zeros((1, length), dtype=np.int64)
        padded[0, : lengths[n]] = likeliest
        one = row_score(scores[n : n + 1], steps, lengths[n : n + 1], padded)
        assert one[0] == pytest.approx(weights[likeliest], abs=1e-4)
