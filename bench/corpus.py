"""Where the measuring data lies, and how sayso reads it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
DEV = SHARED / "corpora" / "polnear" / "dev.jsonl"
SEED = SHARED / "seed" / "gold.json"
SCORER = SHARED / "eval" / "score_attributions.py"
Row = dict[str, Any]


def load_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def one_an_article(rows: Iterable[Row]) -> list[Row]:
    """Keep one line of each article; several lines are several annotators of the same text."""
    return list({row["doc"]: row for row in rows}.values())


def predict(rows: Sequence[Row]) -> list[Row]:
    """Read the articles with the shipped model set, as a user would; return the scorer's shape.

    PolNeAR annotates one level, so what stands in another attribution's content is left out.
    """
    from sayso import Article, read_articles

    readings = read_articles(Article(text=row["text"], doc=row["doc"]) for row in rows)
    return [
        {
            "doc": r.article.doc,
            "attributions": [
                {"source": a.source.spans, "cue": a.cue.spans, "content": a.content.spans}
                for a in r.attributions
                if a.parent is None
            ],
        }
        for r in readings
    ]


def score(gold: Sequence[Row], predicted: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Score with the shared scorer, as a program of its own."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, rows in (("gold", gold), ("predicted", predicted)):
            path = Path(folder) / f"{name}.jsonl"
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
            paths.append(str(path))
        run = subprocess.run(
            [sys.executable, str(SCORER), *paths, "--json"], capture_output=True, text=True, check=True
        )
    figures: dict[str, dict[str, float]] = json.loads(run.stdout)
    return figures


def matching(text: str, gold: Sequence[Row], predicted: Sequence[Row]) -> int:
    """Count the gold attributions that are predicted, by the shared scorer's own measure (Dice of words 0.5)."""
    sys.path.insert(0, str(SCORER.parent))
    import score_attributions

    words = score_attributions.words_of(text)
    pair = (score_attributions.as_words(gold, words), score_attributions.as_words(predicted, words))
    found: int = score_attributions.matches(*pair, False)
    return found


def show(figures: dict[str, dict[str, float]]) -> None:
    for name, v in figures.items():
        print(f"{name:20s} P {v['p']:5.1f}  R {v['r']:5.1f}  F1 {v['f1']:5.1f}")
