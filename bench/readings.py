"""Measure whole readings with the shared scorer: our development test, expert readings, and three real kinds of text.

    python bench/readings.py [--json OUT] [--worst N]

The scorer, and the texts of all but the first set, lie in ../shared. Nothing here is trained on.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from corpus import ROOT, SEED, SHARED, Row

LEARNING = ROOT / "learning"
OWN, LABELS = ROOT / "bench" / "readings", ROOT / "bench" / "labels"
SCORER = SHARED / "eval" / "score_readings.py"
EXPERT = SHARED / "readings" / "readings.jsonl"
KEYS = ("outlet", "url", "title", "published", "language", "text")


def development_test() -> list[Row]:
    """Return the readings of our development test."""
    sys.path.insert(0, str(LEARNING))
    from labels import load_articles

    return list(load_articles(OWN))


def gold_sets() -> dict[str, list[Row]]:
    """Return each set of gold readings that is there, by name."""
    sets = {"our development test": development_test()}
    from labels import load_labels

    if EXPERT.exists():
        sets["expert readings"] = [json.loads(line) for line in EXPERT.open(encoding="utf-8")]
        for path in sorted(LABELS.glob("*.jsonl")):
            sets[path.stem.replace("-", " ")] = list(load_labels(path))
    return sets


def predict_readings(gold: list[Row]) -> list[Row]:
    """Read the articles as a user would."""
    from sayso import Article, read_articles

    articles = [Article(doc=g["doc"], **{k: g["article"].get(k) for k in KEYS}) for g in gold]
    return [json.loads(json.dumps(r.as_json())) for r in read_articles(articles)]


def scorer() -> Any:
    sys.path.insert(0, str(SCORER.parent))
    import score_readings

    return score_readings


def seed_chains() -> tuple[int, int]:
    """Count the chains of the seed article that are right."""
    gold = json.loads(SEED.read_text("utf-8"))
    gold["doc"] = "seed"
    (found,) = predict_readings([gold])
    judge = scorer()
    words = judge.words_of(gold["article"]["text"])
    flat = [judge.flat(a) for a in found["attributions"]]
    pairs = judge.pair(gold["attributions"], flat, words)
    right = sum(
        judge.chain_right(g["chain"], flat[pairs[i]]["chain"]) for i, g in enumerate(gold["attributions"]) if i in pairs
    )
    return right, len(gold["attributions"])


def calibration_error(told: list[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error of confidences: how far they are from how often they are right.

    told: (confidence, right) of each attribution; bins of equal width, weighted by size (Guo et al. 2017).
    """
    total = 0.0
    for b in range(bins):
        some = [(c, r) for c, r in told if b / bins <= c < (b + 1) / bins or (b == bins - 1 and c == 1)]
        if some:
            total += abs(sum(c for c, _ in some) - sum(r for _, r in some))
    return total / len(told) if told else 0.0


def right_or_wrong(gold: list[Row], found: list[Row]) -> list[tuple[float, bool]]:
    """Return the confidence of each attribution that is not optional, and whether some gold attribution matches it."""
    judge = scorer()
    told = []
    for g, f in zip(gold, found, strict=True):
        words = judge.words_of(g["article"]["text"])
        known = judge.as_words(g["attributions"], words)
        optional = judge.as_words([a for a in g["attributions"] if a.get("optional")], words)
        for a in f["attributions"]:
            one = judge.as_words([judge.flat(a)], words)
            if not matches(optional, one):
                told.append((a["confidence"], matches(known, one)))
    return told


def matches(gold: Any, one: Any) -> bool:
    import score_attributions

    return bool(score_attributions.matches(gold, one, False))


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--json", type=Path, help="write the figures here")
    ap.add_argument("--worst", type=int, default=0, metavar="N", help="name the N articles read worst in each set")
    a = ap.parse_args()
    if not SCORER.exists():
        print(f"readings: {SCORER} is not there; nothing was measured", file=sys.stderr)
        return 1
    table: dict[str, dict[str, Any]] = {}
    for name, gold in gold_sets().items():
        found = predict_readings(gold)
        figures, per_article = scorer().score(gold, found)
        figures["calibration error"] = 100 * calibration_error(right_or_wrong(gold, found))
        table[f"{name} ({len(gold)})"] = {k: v["f1"] if isinstance(v, dict) else v for k, v in figures.items()}
        for doc in sorted(per_article, key=per_article.get)[: a.worst]:
            print(f"{per_article[doc]:5.1f}  {name}: {doc}")
    names = list(table)
    print(" " * 22 + "  ".join(f"{n[:24]:>24s}" for n in names))
    for figure in next(iter(table.values())):
        cells = (table[n][figure] for n in names)
        print(f"{figure:22s}" + "  ".join(f"{'-' if c is None else f'{c:.1f}':>24s}" for c in cells))
    right, whole = seed_chains()
    print(f"seed: {right} of {whole} chains right")
    if a.json:
        a.json.write_text(json.dumps({"sets": table, "seed_chains": right}, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
