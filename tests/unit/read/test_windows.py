import itertools

import numpy as np
import pytest

from sayso.read.pieces import Pieces
from sayso.read.windows import GRAIN, OVERLAP, WINDOW, place_windows, read_pieces


@pytest.mark.parametrize("length", [1, 31, 255, 256, 257, 300, 464, 465, 1000, 5000, 40_001])
def test_windows_cover_everything_and_overlap_enough(length):
    windows = place_windows(length)
    assert windows[0][0] == 0
    assert windows[-1][1] == length
    for (a, b), (c, d) in itertools.pairwise(windows):
        assert a < c <= b - OVERLAP
        assert b < d
    assert all(0 < b - a <= WINDOW for a, b in windows)


class Echo:
    """An encoder that tells each piece's own id back, and refuses shapes that the runtime should not meet."""

    def read(self, windows):
        for ids, shapes, gaps, quoted, mask in windows:
            assert len(ids) % GRAIN == 0
            assert len(ids) == len(shapes) == len(gaps) == len(quoted) == len(mask)
        own = [w[0][:, None].astype(np.float32) for w in windows]
        return [(np.tile(row, (1, 9)), row, -row) for row in own]


@pytest.mark.parametrize("length", [1, 200, 256, 257, 777, 3000])
def test_stitching_keeps_each_piece_once_and_in_its_place(length):
    row = np.arange(length, dtype=np.int64)
    tags, near, who = read_pieces(Pieces(row, row, row + 1, row % 4, row % 4, row % 3), Echo())
    assert tags[:, 0].tolist() == row.tolist() == near[:, 0].tolist() == (-who[:, 0]).tolist()
