"""The accuracy gate of `make test`: what was reached once is not lost.

    python bench/gate.py

Three checks, smaller than the benches, so that they take seconds: the first articles of PolNeAR's development part and
the whole readings of our development test stay at or above their floors, and in the seed article every attribution that
stands by itself (in no other's content) is found. Where ../shared is not there it says so and
passes.
"""

from __future__ import annotations

import json
import sys

from corpus import DEV, ROOT, SCORER, SEED, load_rows, matching, one_an_article, predict, score, sha256
from readings import SCORER as READINGS_SCORER
from readings import development_test, predict_readings, scorer

FLOORS = ROOT / "bench" / "floors.json"
Figures = dict[str, float]


def main() -> int:
    missing = [path for path in (DEV, SCORER, READINGS_SCORER, SEED) if not path.exists()]
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
    below = check({k: v["f1"] for k, v in figures.items()}, floors["gate"]["f1"], f"{len(chosen)} articles")
    below |= check(measure_readings(), floors["readings"], "whole readings")
    return below | check_seed(floors["seed"]["found"])


def check(figures: Figures, floors: Figures, what: str) -> int:
    below = 0
    for name, floor in floors.items():
        below += figures[name] < floor
        verdict = "  BELOW" if figures[name] < floor else ""
        print(f"accuracy gate ({what}): {name:18s} {figures[name]:5.1f}, floor {floor:5.1f}{verdict}")
    return 1 if below else 0


def measure_readings() -> Figures:
    """Measure whole readings on our development test, in per cent."""
    gold = development_test()
    figures = scorer().score(gold, predict_readings(gold))[0]
    return {k: v["f1"] if isinstance(v, dict) else v for k, v in figures.items()}


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
