"""The accuracy gate of `make test`: the first articles of PolNeAR's dev part must stay at or above their floors.

    python bench/gate.py

A smaller check than `bench/accuracy.py`, so that it takes seconds. Where ../shared is not there it says so and passes.
"""

from __future__ import annotations

import json
import sys

from corpus import DEV, ROOT, SCORER, load_rows, one_an_article, predict, score, sha256

FLOORS = ROOT / "bench" / "floors.json"


def main() -> int:
    if not DEV.exists() or not SCORER.exists():
        print(f"accuracy gate: NOT RUN, since {DEV} is not there; the floors were not checked")
        return 0
    floors = json.loads(FLOORS.read_text("utf-8"))
    if sha256(DEV) != floors["sha256"]:
        print(f"accuracy gate: {DEV} is not the text that the floors were measured on; measure them anew")
        return 1
    rows = load_rows(DEV)
    chosen = {row["doc"] for row in one_an_article(rows)[: floors["gate"]["articles"]]}
    gold = [row for row in rows if row["doc"] in chosen]
    return check(score(gold, predict(one_an_article(gold))), floors["gate"]["f1"], f"{len(chosen)} articles")


def check(figures: dict[str, dict[str, float]], floors: dict[str, float], what: str) -> int:
    below = 0
    for name, floor in floors.items():
        found = figures[name]["f1"]
        below += found < floor
        verdict = "  BELOW" if found < floor else ""
        print(f"accuracy gate ({what}): {name:18s} F1 {found:5.1f}, floor {floor:5.1f}{verdict}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
