"""Step 6: choose the numbers of an exported model set on the held-out fold, or measure a finished one on any file.

    python learning/evaluate.py tune --fold 0
    python learning/evaluate.py score ../shared/corpora/polnear/dev.jsonl
    python learning/evaluate.py readings [GOLD.jsonl]

`tune` reads fold FOLD of PolNeAR's training part and of our own articles with a model set that was trained without it.
It fits the calibration of the confidence and chooses the confidence from which an attribution is kept, and by how much
sources and contents are preferred to nothing (AIMS says what for): the likeliest row of labels leaves out what surely
is there but may begin or end at several places. It writes the numbers into the model set. The others choose nothing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from labels import load_articles
from prepare import fold_of
from sayso.read.attach import Joined
from sayso.read.attributor import Seen, attribute, look_over, make_reading
from sayso.read.encoder import Encoder, Floats
from sayso.read.model_set import ModelSet, open_model_set, prefer
from sayso.read.pieces import Pieces
from sayso.read.saying import put_back
from sayso.settings import Settings
from sayso.terms.article import Article
from sayso.terms.reading import Reading

HERE = Path(__file__).parent
# What the numbers are chosen for: whole attributions first, then the words, which reward finding more of them; and the
# fields of whole readings.
AIMS = {"attribution": 1.0, "attribution_exact": 0.5, "token.source": 0.2, "token.cue": 0.2, "token.content": 0.2}
DEEP = {
    "attribution": 0.5,
    "field.found": 0.3,
    "field.name": 0.3,
    "field.chain": 0.3,
    "position": 0.2,
    "condition": 0.1,
}
KEEPS = (0.25, 0.3, 0.35, 0.4)
INSIDE = (0.4, 0.7, 1.0)  # of that confidence inside a content
PREFERENCES = ((0.0, 0.0), (0.3, 0.0), (0.3, 0.3), (0.6, 0.6))  # of a source and of a content to nothing
Row = dict[str, Any]


class Remembering:
    """An encoder that remembers what it told: looks that are decoded several ways are taken once."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.told: dict[bytes, Any] = {}

    def _ask(self, what: str, items: Sequence[Any]) -> list[Any]:
        found = []
        for one in items:
            key = blake2b(b"".join([what.encode(), *(np.ascontiguousarray(x).tobytes() for x in one)])).digest()
            if key not in self.told:
                self.told[key] = getattr(self.encoder, what)([one])[0]
            found.append(self.told[key])
        return found

    def read(self, windows: Sequence[Any]) -> list[Any]:
        return self._ask("read", windows)

    def look(self, looks: Sequence[Any]) -> list[Any]:
        return self._ask("look", looks)

    def point(self, looks: Sequence[Any]) -> list[Any]:
        return self._ask("point", looks)


def top_level(reading: Reading) -> Row:
    """Return the attributions that stand in no other's content, in the scorer's shape: PolNeAR annotates one level."""
    return {
        "doc": reading.article.doc,
        "attributions": [
            {"source": a.source.spans, "cue": a.cue.spans, "content": a.content.spans}
            for a in reading.attributions
            if a.parent is None
        ],
    }


def scorer(shared: Path, name: str = "score_attributions") -> Any:
    sys.path.insert(0, str(shared / "eval"))
    return importlib.import_module(name)


def figures(rows: Sequence[Row], predicted: dict[str, list[Row]], judge: Any) -> Row:
    gold: dict[str, list[Row]] = {}
    for row in rows:
        gold.setdefault(row["doc"], []).append(row)
    result: Row = judge.score(gold, predicted)[0]
    return result


def tune(a: argparse.Namespace) -> None:
    judge, judge_readings = scorer(a.shared), scorer(a.shared, "score_readings")
    path = a.shared / "corpora" / "polnear" / "train.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    rows = [r for r in rows if fold_of(r["doc"]) == a.fold]
    whole = [r for r in load_articles(a.articles) if fold_of(r["doc"]) == a.fold]
    opened = open_model_set(Settings(models=a.models))
    opened = replace(opened, encoder=Remembering(opened.encoder))
    card = json.loads((a.models / "model.json").read_text())
    plain = np.asarray(card["steps"], dtype=np.float32)
    texts = {r["doc"]: article_of(r) for r in [*rows, *whole]}
    best: tuple[float, Row] = (0.0, {})
    for source, content in PREFERENCES:
        model = replace(opened, steps=prefer(plain, source, content))
        seen = {}
        for i, (doc, article) in enumerate(texts.items(), 1):
            if looked := look_over(article.text, model):
                seen[doc] = looked
            if sys.stderr.isatty():
                print(f"\r{i}/{len(texts)}", end="", file=sys.stderr)
        told = [x for row in [*rows, *whole] for x in right_or_wrong(row, seen[row["doc"]], judge)]
        weights = logistic(np.array([f for f, _ in told]), np.array([y for _, y in told], dtype=np.float32))
        for keep, inside in product(KEEPS, INSIDE):
            tuned = replace(model, calibration=weights, keep=keep, keep_inside=keep * inside)
            flat, deep = measure(tuned, seen, texts, rows=rows, whole=whole, judges=(judge, judge_readings))
            value = sum(w * flat[n] for n, w in AIMS.items()) + sum(w * deep[n] for n, w in DEEP.items())
            told_flat, told_deep = (" ".join(f"{x[n]:.1f}" for n in names) for x, names in ((flat, AIMS), (deep, DEEP)))
            print(
                f"{source} {content} {keep} {inside}: {value:.1f}: PolNeAR {told_flat} readings {told_deep}", flush=True
            )
            if value > best[0]:
                numbers = {
                    "preferences": [source, content],
                    "keep": keep,
                    "keep_inside": round(keep * inside, 3),
                    "calibration": [round(float(w), 4) for w in weights],
                }
                best = (value, {"numbers": numbers, "polnear": flat, "readings": deep})
    (a.models / "model.json").write_text(json.dumps(card | best[1]["numbers"], indent=1) + "\n")
    show(best[1]["polnear"])
    show(best[1]["readings"])


def measure(
    model: ModelSet, seen: dict[str, Seen], texts: dict[str, Article], *, rows: list[Row], whole: list[Row], judges: Any
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the figures on PolNeAR's articles and on whole readings, F1 or per cent."""
    readings = {doc: make_reading(texts[doc], looked, model) for doc, looked in seen.items()}
    flat = figures(rows, {r["doc"]: [top_level(readings[r["doc"]])] for r in rows}, judges[0])
    deep = judges[1].score(whole, [as_json(readings[r["doc"]]) for r in whole])[0]
    return one_number(flat), one_number(deep)


def one_number(found: Row) -> dict[str, float]:
    return {name: v["f1"] if isinstance(v, dict) else v for name, v in found.items()}


def article_of(row: Row) -> Article:
    if "article" not in row:
        return Article(text=row["text"], doc=row["doc"])
    keys = ("outlet", "url", "title", "published", "language", "text")
    return Article(doc=row["doc"], **{k: row["article"].get(k) for k in keys})


def as_json(reading: Reading) -> Row:
    found: Row = json.loads(json.dumps(reading.as_json()))
    return found


def right_or_wrong(row: Row, seen: Seen, judge: Any) -> list[tuple[tuple[float, ...], bool]]:
    """Return for each candidate its scores and whether it is right; what PolNeAR tells nothing of is left out."""
    words = judge.words_of(row["article"]["text"] if "article" in row else row["text"])
    gold = judge.as_words(row["attributions"], words)
    inside = [(s, e) for x in row["attributions"] for s, e in x["content"]] if "article" not in row else []
    optional = [s for x in row["attributions"] if x.get("optional") for s in x["cue"]]
    found = []
    for joined in seen.joined:
        one = as_row(joined, seen.pieces)
        right = bool(judge.matches(gold, judge.as_words([one], words), False))
        start, end = one["cue"][0][0], one["cue"][-1][1]
        unsure = any(s <= start and end <= e for s, e in inside) or any(s < end and start < e for s, e in optional)
        if right or not unsure:
            found.append(((*joined.scores, 1.0), right))
    return found


def as_row(joined: Joined, pieces: Pieces) -> Row:
    return {role: put_back(getattr(joined, role), pieces) for role in ("source", "cue", "content")}


def logistic(x: Floats, y: Floats, rounds: int = 60) -> Floats:
    """Fit a logistic regression by Newton's method with a light ridge."""
    w = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + 0.1 * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 0.1 * np.eye(len(w))
        w -= np.linalg.solve(hessian, gradient)
    return w.astype(np.float32)


def show(f: Row) -> None:
    for name, v in f.items():
        known = f"P {v['p']:5.1f}  R {v['r']:5.1f}  F1 {v['f1']:5.1f}" if isinstance(v, dict) else f"{v}"
        print(f"{name:20s} {known}")


def readings(a: argparse.Namespace) -> None:
    """Measure whole readings by the shared scorer."""
    if a.gold:
        gold = [json.loads(line) for line in a.gold.open(encoding="utf-8")]
    else:
        gold = [r for r in load_articles(a.articles) if fold_of(r["doc"]) == a.fold]
    model = open_model_set(Settings(models=a.models))
    found = [as_json(attribute(article_of(row), model)) for row in gold]
    if a.out:
        a.out.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in found), "utf-8")
    show(scorer(a.shared, "score_readings").score(gold, found)[0])


def score(a: argparse.Namespace) -> None:
    rows = [json.loads(line) for line in a.file.open(encoding="utf-8")]
    model = open_model_set(Settings(models=a.models))
    found = {r["doc"]: [top_level(attribute(article_of(r), model))] for r in rows}
    show(figures(rows, found, scorer(a.shared)))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--models", type=Path, default=Path("models"))
    sub = ap.add_subparsers(required=True)
    t = sub.add_parser("tune")
    t.add_argument("--fold", type=int, default=0)
    t.add_argument("--articles", type=Path, default=HERE / "articles")
    t.set_defaults(run=tune)
    r = sub.add_parser("readings")
    r.add_argument("gold", type=Path, nargs="?", help="gold readings; default: the held-out fold of our own articles")
    r.add_argument("--articles", type=Path, default=HERE / "articles")
    r.add_argument("--fold", type=int, default=0)
    r.add_argument("--out", type=Path, help="keep the readings here")
    r.set_defaults(run=readings)
    s = sub.add_parser("score")
    s.add_argument("file", type=Path)
    s.set_defaults(run=score)
    a = ap.parse_args()
    a.run(a)


if __name__ == "__main__":
    main()
