"""The accuracy gate of `make test`: what was reached once is not lost.

    python bench/gate.py

Two checks, smaller than `bench/accuracy.py`, so that they take seconds: the first articles of PolNeAR's development
part stay at or above their floors, and in the article that the project began from every attribution that stands by
itself (in no other's content) is found. Where ../shared is not there it says so and passes.
"""

from __future__ import annotations

import json
import sys

from corpus import DEV, ROOT, SCORER, SEED, load_rows, matching, one_an_article, predict, score, sha256

FLOORS = ROOT / "bench" / "floors.json"
Figures = dict[str, dict[str, float]]


def main() -> int:
    missing = [path for path in (DEV, SCORER, SEED) if not path.exists()]
    if missing:
        print(f"accuracy gate: NOT RUN, since {missing[0]} is not there; the floors were not checked")
        return 0
    floors = json.loads(FLOORS.read_text("utf-8"))
    if sha256(DEV) != floors["sha256"]:
        print(f"accuracy gate: {DEV} is not the text that the floors were measured on; measure them anew")
        return 1
    rows = load_rows(DEV)
    chosen = {row["doc"] for row in one_an_article(rows)[: floors["gate"]["articles"]]}
    gold = [row for row in rows if row["doc"] in chosen]
    figures = score(gold, predict(one_an_article(gold)))
    return check(figures, floors["gate"]["f1"], f"{len(chosen)} articles") | check_seed(floors["seed"]["found"])


def check(figures: Figures, floors: dict[str, float], what: str) -> int:
    below = 0
    for name, floor in floors.items():
        found = figures[name]["f1"]
        below += found < floor
        verdict = "  BELOW" if found < floor else ""
        print(f"accuracy gate ({what}): {name:18s} F1 {found:5.1f}, floor {floor:5.1f}{verdict}")
    return 1 if below else 0


def check_seed(floor: int) -> int:
    found, whole = find_in_seed()
    print(f"accuracy gate (seed): {found} of {whole} attributions that stand by themselves, floor {floor}")
    return 1 if found < floor else 0


def find_in_seed() -> tuple[int, int]:
    """Count the seed's attributions that stand in no other's content, and how many of them are found."""
    gold = json.loads(SEED.read_text("utf-8"))
    text = gold["article"]["text"]
    wanted = [a for a in gold["attributions"] if a["parent"] is None and not a.get("optional")]
    (predicted,) = predict([{"doc": "seed", "text": text}])
    return matching(text, wanted, predicted["attributions"]), len(wanted)


if __name__ == "__main__":
    sys.exit(main())
