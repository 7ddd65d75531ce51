"""Cut a text into word pieces, the units that the encoder reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.read.quote import Quotation

# What the uncased word pieces lose and a reader uses: capitals, and the white space before a word.
LOWER, CAPITALISED, UPPER, OTHER = 0, 1, 2, 3
GLUED, SPACED, NEW_LINE, NEW_PARAGRAPH = 0, 1, 2, 3
OUTSIDE, IN_SINGLE, IN_DOUBLE = 0, 1, 2

# Paragraphs that lost the white space between them: a word runs into the next paragraph's first. Names with a capital
# inside (McCain, YouTube, WikiLeaks) have at most three small letters before it.
GLUED_WORDS = re.compile(r"(?<=[a-z]{4})(?=[A-Z][a-z]|[“\"][A-Z])")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Hold the word pieces of one text, in order.

    All arrays have one entry a piece: `ids` (vocabulary), `starts` and `ends` (code points of the text, end exclusive),
    `shapes` (how it is written: lower, capitalised, upper, other), `gaps` (what white space stands before it) and
    `quoted` (outside, inside single or inside double quotation marks).
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    shapes: NDArray[np.int64]
    gaps: NDArray[np.int64]
    quoted: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)


def load_tokenizer(path: Path) -> Tokenizer:
    """Load a word-piece vocabulary that never cuts, never pads, and reads "[SEP]" in an article as plain text."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return tokenizer


def cut_pieces(text: str, tokenizer: Tokenizer, quotations: Sequence[Quotation]) -> Pieces:
    """Cut `text` into word pieces with exact offsets, their shapes, the gaps before them, and whether they are quoted.

    quotations: what `find_quotations` found in the text. Long quotations cannot be seen as such from a window inside.
    """
    seams = [0, *(m.start() for m in GLUED_WORDS.finditer(text)), len(text)]
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    for start, end in pairwise(seams):
        encoding = tokenizer.encode(text[start:end], add_special_tokens=False)
        ids += encoding.ids
        offsets += [(start + s, start + e) for s, e in encoding.offsets]
    shapes, gaps = [], []
    previous = 0
    for start, end in offsets:
        shapes.append(_shape(text[start:end]))
        gaps.append(_gap(text[previous:start]) if previous else NEW_PARAGRAPH)
        previous = end
    bounds = np.asarray(offsets, dtype=np.int64).reshape(-1, 2)
    return Pieces(
        ids=np.asarray(ids, dtype=np.int64),
        starts=bounds[:, 0],
        ends=bounds[:, 1],
        shapes=np.asarray(shapes, dtype=np.int64),
        gaps=np.asarray(gaps, dtype=np.int64),
        quoted=_quoted(bounds[:, 0], quotations),
    )


def _quoted(starts: NDArray[np.int64], quotations: Sequence[Quotation]) -> NDArray[np.int64]:
    quoted = np.zeros(len(starts), dtype=np.int64)
    for start, end, level in quotations:
        first, after = np.searchsorted(starts, (start, end))
        quoted[first:after] = IN_SINGLE if level == "single" else IN_DOUBLE
    return quoted


def _shape(word: str) -> int:
    if word.islower():
        return LOWER
    if word[:1].isupper():
        return UPPER if len(word) > 1 and word.isupper() else CAPITALISED
    return OTHER


def _gap(between: str) -> int:
    if not between:
        return GLUED
    breaks = between.count("\n")
    return (SPACED, NEW_LINE, NEW_PARAGRAPH)[min(breaks, 2)]
