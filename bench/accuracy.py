"""Measure accuracy on the whole of PolNeAR's dev part with the shared scorer, and hold it against the floors.

    python bench/accuracy.py [--raise-floors]

`--raise-floors` writes each figure that rose (rounded down to half a point) into floors.json; none is ever lowered.
"""

from __future__ import annotations

import argparse
import json
import math
import sys

from corpus import DEV, load_rows, one_an_article, predict, score, sha256, show
from gate import FLOORS, Figures, check, find_in_seed, measure_readings

NAMES = ("token.source", "token.cue", "token.content", "attribution", "attribution_exact")
FIELDS = (
    "attribution", "field.found", "field.name", "field.chain", "field.chain_3plus", "field.kind", "field.named",
    "field.quote", "field.act", "field.certainty", "field.negated", "position", "condition", "meeting",
)  # fmt: skip
GATE_ARTICLES = 40
SLACK = 2.0  # what rounding on another processor may move the figures of so few articles


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--raise-floors", action="store_true")
    a = ap.parse_args()
    if not DEV.exists():
        print(f"accuracy: {DEV} is not there; nothing was measured", file=sys.stderr)
        return 1
    rows = load_rows(DEV)
    predicted = predict(one_an_article(rows))
    figures = score(rows, predicted)
    show(figures)
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    if floors and floors["sha256"] != sha256(DEV):
        print(f"accuracy: {DEV} is not the text that the floors were measured on", file=sys.stderr)
        return 1
    if a.raise_floors:
        chosen = {row["doc"] for row in one_an_article(rows)[:GATE_ARTICLES]}
        small = score([r for r in rows if r["doc"] in chosen], [p for p in predicted if p["doc"] in chosen])
        floors = {
            "corpus": "polnear/dev.jsonl",
            "sha256": sha256(DEV),
            "full": {"articles": len(predicted), "f1": risen(f1(figures), floors.get("full", {}).get("f1", {}))},
            "seed": {"found": max(find_in_seed()[0], floors.get("seed", {}).get("found", 0))},
            "gate": {"articles": GATE_ARTICLES, "f1": risen(f1(small), floors.get("gate", {}).get("f1", {}), SLACK)},
            "readings": risen(measure_readings(), floors.get("readings", {}), SLACK, FIELDS),
        }
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", "utf-8")
    found, whole = find_in_seed()
    print(f"seed: {found} of {whole} attributions that stand by themselves")
    return check(f1(figures), floors.get("full", {}).get("f1", {}), "all of dev")


def f1(figures: dict[str, dict[str, float]]) -> Figures:
    return {name: v["f1"] for name, v in figures.items()}


def risen(figures: Figures, floors: Figures, slack: float = 0.0, names: tuple[str, ...] = NAMES) -> Figures:
    return {n: max(floors.get(n, 0.0), math.floor(2 * (figures[n] - slack)) / 2) for n in names}


if __name__ == "__main__":
    sys.exit(main())
