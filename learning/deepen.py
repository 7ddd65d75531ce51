"""Step 4: go on from the joined network and teach it whole readings: nesting, fields, parts, and who is who.

    python learning/deepen.py --start build/learning/small/weights.pt --hold-out 0 --epochs 15

Learns from the articles of our own (learning/articles), the labels of corpus texts (learning/labels) and, so that nothing
is forgotten, a share of PolNeAR. What a corpus does not tell is left out of the loss: PolNeAR annotates no attribution
inside another's content, so that a cue found there is neither right nor wrong. Resumable as train.py is.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from looks import USUAL, Batch, around, cut_stretches, gold_labels, keep_memory, pack_stretches, read_stretches
from network import TAGS, Attributor, half_precision, small_network
from sayso.read.cues import cue_runs
from sayso.read.heads import FIELDS, PARTS, PLAIN_TAGS, POINTERS
from sayso.read.meeting import MARKED, REACH
from sayso.read.pointing import AFTER, BEFORE

REACHES = (64, 64, 96)
WIDE = (160, 400)
ASKED = 24  # mentions asked about in a stretch that tells of mentions alone
RATE_BODY, RATE_OLD, RATE_NEW = 6e-5, 3e-4, 1e-3
DECAY = 0.01
WARM = 0.06
AVERAGE = 0.997
CANDIDATE = 0.25
VARIED = 0.5
MENTIONS = 0.5  # share of the texts that tell of mentions alone
POLNEAR = 0.35  # share of PolNeAR's articles read in an epoch
BATCH = 8  # encoder windows a step: half of what the first training takes, for twice the steps
NEW = ("plain_tags.", "parts.", "sense.", "fields.", "who.", "whose.")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, default=Path("build/learning"))
    ap.add_argument("--start", type=Path, default=Path("build/learning/small/weights.pt"))
    ap.add_argument("--out", type=Path, default=Path("build/learning/deep"))
    ap.add_argument("--epochs", type=int, default=15)
    ap.add_argument("--hold-out", type=int, default=None, metavar="FOLD")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=2)
    a = ap.parse_args()
    keep_memory()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    polnear = [x for x in torch.load(a.data / "articles.pt") if x["fold"] != a.hold_out]
    whole = [x for x in torch.load(a.data / "readings.pt") if x["fold"] != a.hold_out]
    read = {x["doc"].split("/")[-1] for x in whole}
    polnear = [x for x in polnear if x["doc"] not in read]
    network = small_network(None)
    missing, unexpected = network.load_state_dict(torch.load(a.start), strict=False)
    if unexpected or any(not m.startswith(NEW) for m in missing):
        raise SystemExit(f"deepen: {a.start} does not fit: {unexpected or missing}")
    network.who.load_state_dict(network.near.state_dict())
    network.body.words.weight.requires_grad = False
    train(network, polnear, whole, a)


def train(network: Attributor, polnear: list[Batch], whole: list[Batch], a: argparse.Namespace) -> None:
    groups: dict[float, list[Tensor]] = {RATE_BODY: [], RATE_OLD: [], RATE_NEW: []}
    for name, p in network.named_parameters():
        if p.requires_grad:
            groups[RATE_BODY if name.startswith("body.") else RATE_NEW if name.startswith(NEW) else RATE_OLD].append(p)
    optimizer = torch.optim.AdamW([{"params": p, "lr": r} for r, p in groups.items()], weight_decay=DECAY, fused=True)
    per_epoch = len(epoch_batches(polnear, whole, a.seed))
    steps = per_epoch * a.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(s / (WARM * steps), max(0.02, (steps - s) / (steps * (1 - WARM))))
    )
    average = {k: v.clone() for k, v in network.state_dict().items()}
    settings = {"epochs": a.epochs, "hold_out": a.hold_out, "seed": a.seed, "start": str(a.start)}
    first = 0
    a.out.mkdir(parents=True, exist_ok=True)
    if (a.out / "state.pt").exists():
        state = torch.load(a.out / "state.pt")
        if state["settings"] != settings:
            raise SystemExit(f"deepen: {a.out} holds a run with other settings; choose another --out")
        network.load_state_dict(state["network"]), optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first, average = state["epoch"], state["average"]
        print(f"going on after epoch {first}")
    step = first * per_epoch
    for epoch in range(first, a.epochs):
        torch.manual_seed(1000 * a.seed + epoch)
        rng = random.Random(1000 * a.seed + epoch)
        network.train()
        sums: dict[str, float] = {}
        began = time.time()
        for i, batch in enumerate(epoch_batches(polnear, whole, 1000 * a.seed + epoch)[:per_epoch]):
            with half_precision():
                parts = losses(network, batch, rng)
            sum(parts.values()).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step(), schedule.step(), optimizer.zero_grad(set_to_none=True)
            step += 1
            keep = min(AVERAGE, step / (step + 20))
            for k, v in network.state_dict().items():
                average[k].lerp_(v, 1 - keep) if v.is_floating_point() else average[k].copy_(v)
            for k, v in parts.items():
                sums[k] = sums.get(k, 0.0) + v.item()
            if i % 20 == 19:
                left = (time.time() - began) / (i + 1) * (steps - step)
                figures = " ".join(f"{k} {v / (i + 1):.3f}" for k, v in sums.items())
                print(f"epoch {epoch + 1} step {i + 1}/{per_epoch} {figures} {left / 60:.0f} min left", flush=True)
        state = {
            "network": network.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(),
            "epoch": epoch + 1, "average": average, "settings": settings,
        }  # fmt: skip
        torch.save(state, a.out / "state.part")
        (a.out / "state.part").replace(a.out / "state.pt")
        torch.save(average, a.out / "weights.pt")
        with (a.out / "log.jsonl").open("a") as log:
            means = {k: round(v / per_epoch, 4) for k, v in sums.items()}
            print(json.dumps({"epoch": epoch + 1, **means, "seconds": round(time.time() - began)}), file=log)


def epoch_batches(polnear: list[Batch], whole: list[Batch], seed: int) -> list[list[Batch]]:
    """Take every whole reading and a share of PolNeAR, in a typography of its own or a varied one."""
    rng = random.Random(seed)
    stretches = []
    told = [x for x in whole if "asked" in x["variants"][0]]
    whole = [x for x in whole if "asked" not in x["variants"][0]] + rng.sample(told, round(MENTIONS * len(told)))
    for article in [*whole, *rng.sample(polnear, round(POLNEAR * len(polnear)))]:
        varied = article["variants"][1:] if rng.random() < VARIED else ()
        variant = rng.choice(varied) if varied else article["variants"][0]
        stretches += [window(variant, lo, hi) for lo, hi in cut_stretches(len(variant["ids"]), rng)]
    return pack_stretches(stretches, rng, BATCH)


def window(sheet: Batch, lo: int, hi: int) -> Batch:
    """Cut a stretch out of a sheet; what lies outside is lost, a pointer all of whose targets do is unknown."""

    def cut(spans: Any) -> Any:
        return None if spans is None else [(max(s, lo) - lo, min(e, hi) - lo) for s, e in spans if s < hi and e > lo]

    inside = []
    for a in sheet["attributions"]:
        one = {role: cut(a[role]) for role in ("source", "cue", "content")}
        if not one["cue"]:
            continue
        if "fields" in a:
            one |= {"optional": a["optional"], "fields": a["fields"]}
            one["parts"] = {k: cut(v) for k, v in a["parts"].items()}
            for pointer in ("who", "frame", "party"):
                one[pointer] = cut(a[pointer]) if not a[pointer] else cut(a[pointer]) or None
        inside.append(one)
    meetings = []
    for m in sheet.get("meetings", ()):
        cue = cut(m["cue"])
        if cue:
            meetings.append({"cue": cue, "fields": m["fields"], "parts": {k: cut(v) for k, v in m["parts"].items()}})
    out = {k: sheet[k][lo:hi] for k in ("ids", "shapes", "gaps", "quoted")} | {
        "attributions": inside,
        "meetings": meetings,
    }
    if "asked" in sheet:
        out["asked"] = [
            {"source": cut(m["source"]), "who": cut(m["who"]) if not m["who"] else cut(m["who"]) or None}
            for m in sheet["asked"]
            if cut(m["source"])
        ]
    if "tags" in sheet:
        out["tags"] = {k: cut(v) for k, v in sheet["tags"].items()}
    return out


def losses(network: Attributor, batch: list[Batch], rng: random.Random) -> dict[str, Tensor]:
    per_tag, per_near, per_who = read_stretches(network, batch)
    out = tag_losses(batch, per_tag)
    looks: list[Any] = []
    for b, stretch in enumerate(batch):
        if "asked" in stretch:
            continue
        seen = per_tag[b].detach().float().numpy()
        found = [list(range(first, after)) for first, after, _ in cue_runs(seen, CANDIDATE)]
        unsure = {p for s, e in unlabelled(stretch) for p in range(s, e)}
        taken: set[int] = set()
        for roles in stretch["attributions"]:
            cue = {p for s, e in roles["cue"] for p in range(s, e)}
            near_it = [i for i, run in enumerate(found) if cue & set(run)]
            taken.update(near_it)
            if roles.get("optional") or not roles["content"]:
                continue
            marks = found[rng.choice(near_it)] if near_it and rng.random() < 0.7 else sorted(cue)
            looks.append((b, marks, roles))
        looks += [(b, run, None) for i, run in enumerate(found) if i not in taken and not unsure & set(run)]
    if looks:
        reach = rng.choice(REACHES)
        out |= look_losses(network, per_near, looks, reach)
        for wide in WIDE:
            far = [x for x in looks if x[2] is not None and runs_out(x[1][0], x[2], reach)]
            if far:
                out["join"] = out["join"] + look_losses(network, per_near, far, wide)["join"] * len(far) / len(looks)
            reach = wide
    held = [
        (b, [p for s, e in m["cue"] for p in range(s, e)][:MARKED], m)
        for b, x in enumerate(batch)
        for m in x["meetings"]
    ]
    if held:
        given, starts = around(network, per_near, [(b, marks) for b, marks, _ in held], REACH, REACH)
        _, parts, fields = network.look(*given)
        met = part_and_field_losses(parts, fields, held, starts, given[-1])
        out["meeting"] = (met["parts"] + met["fields"]) * min(1.0, len(held) / 8)
    return out | whose_losses(network, batch, per_who, rng)


def unlabelled(stretch: Batch) -> list[tuple[int, int]]:
    """Return where a cue is neither right nor wrong: inside PolNeAR's contents, at optional attributions."""
    if "tags" in stretch:
        return [s for a in stretch["attributions"] if a["optional"] for s in a["cue"]]
    return [s for a in stretch["attributions"] for s in a["content"]]


def runs_out(cue: int, roles: Batch, reach: int) -> bool:
    return any(s <= cue - reach or e >= cue + reach for r in ("source", "cue", "content") for s, e in roles[r])


def marked(spans: list[tuple[int, int]], length: int) -> Tensor:
    """Return 0 outside, 1 where a span opens, 2 inside."""
    gold = torch.zeros(length, dtype=torch.long)
    for s, e in spans:
        gold[s:e] = torch.where(gold[s:e] == 1, 1, 2)
        gold[s] = 1
    return gold


def tag_losses(batch: list[Batch], per_tag: list[Tensor]) -> dict[str, Tensor]:
    golds, weights, plain, known = [], [], [], []
    for stretch in batch:
        untold = "asked" in stretch
        length = len(stretch["ids"])
        gold = torch.stack(
            [
                marked([s for a in stretch["attributions"] for s in a[role]], length)
                for role in ("source", "cue", "content")
            ],
            1,
        )
        weight = torch.tensor([0.5, 1.5, 0.5]).repeat(length, 1)
        if untold:
            weight = torch.zeros(length, 3)
        for s, e in unlabelled(stretch):
            weight[s:e, 1] = torch.where(gold[s:e, 1] > 0, weight[s:e, 1], 0.0)
        golds.append(gold)
        weights.append(weight)
        tags = stretch.get("tags")
        plain.append(torch.stack([marked(tags[t] if tags else [], length) for t in PLAIN_TAGS], 1))
        known.append(torch.full((length, len(PLAIN_TAGS)), float(tags is not None)))
    scores = torch.cat(per_tag).float()
    entropy = F.cross_entropy(scores[:, :TAGS].reshape(-1, 3), torch.cat(golds).flatten(), reduction="none")
    weight = torch.cat(weights).flatten()
    told = sum(len(x["ids"]) for x in batch if "asked" not in x)
    out = {"tags": (entropy * weight).sum() / max(told, 1)}
    entropy = F.cross_entropy(scores[:, TAGS:].reshape(-1, 3), torch.cat(plain).flatten(), reduction="none")
    mask = torch.cat(known).flatten()
    out["plain"] = (entropy * mask).sum() / mask.sum().clamp(min=1) * 2
    return out


def look_losses(network: Attributor, per_near: list[Tensor], looks: list[Any], reach: int) -> dict[str, Tensor]:
    given, starts = around(network, per_near, [(b, marks) for b, marks, _ in looks], reach, reach)
    span = given[0].shape[1]
    gold = gold_labels(starts, span, [roles for _, _, roles in looks])
    labels, parts, fields = network.look(*given)
    out = {"join": network.crf_loss(labels, gold, given[-1]).mean() / USUAL}
    return out | part_and_field_losses(parts, fields, looks, starts, given[-1])


def part_and_field_losses(
    parts: Tensor, fields: Tensor, looks: list[Any], starts: Tensor, there: Tensor
) -> dict[str, Tensor]:
    whole = [n for n, (_, _, roles) in enumerate(looks) if roles is not None and "fields" in roles]
    if not whole:
        return {}
    rows, span = torch.tensor(whole), parts.shape[1]
    out = {}
    target, mask = (
        torch.zeros(len(whole), span, len(PARTS), dtype=torch.long),
        torch.zeros(len(whole), span, len(PARTS)),
    )
    for i, n in enumerate(whole):
        lo = int(starts[n])
        for k, part in enumerate(PARTS):
            spans = looks[n][2]["parts"][part]
            if spans is None:
                continue
            mask[i, :, k] = there[n]
            inside = [(max(s - lo, 0), min(e - lo, span)) for s, e in spans if s - lo < span and e > lo]
            target[i, :, k] = marked(inside, span)
    scores = parts[rows].view(len(whole), span, len(PARTS), 3).float()
    entropy = F.cross_entropy(scores.reshape(-1, 3), target.flatten(), reduction="none").view(mask.shape)
    # most pieces are outside: the sum over a look counts, not the mean
    out["parts"] = (entropy * mask).sum() / len(whole) / 6
    wanted = torch.stack([looks[n][2]["fields"] for n in whole])
    at, total = 0, torch.zeros(())
    for values in FIELDS.values():
        want = wanted[:, at : at + len(values)]
        total = total - (want * F.log_softmax(fields[rows, at : at + len(values)].float(), -1)).sum(-1).mean()
        at += len(values)
    out["fields"] = total * 0.75
    return out


def whose_losses(
    network: Attributor, batch: list[Batch], per_who: list[Tensor], rng: random.Random
) -> dict[str, Tensor]:
    asked, wanted = [], []
    for b, stretch in enumerate(batch):
        for a in stretch["attributions"]:
            if "fields" in a and not a["optional"]:
                marks = [p for s, e in a["source"] or a["cue"] for p in range(s, e)]
                asked.append((b, marks))
                wanted.append(a)
        some = stretch.get("asked", [])
        for m in rng.sample(some, min(len(some), ASKED)):
            asked.append((b, [p for s, e in m["source"] for p in range(s, e)]))
            wanted.append({"who": m["who"], "frame": None, "party": None})
    if not asked:
        return {}
    given, starts = around(network, per_who, asked, BEFORE, AFTER)
    scores = network.whose(*given).float()
    span = scores.shape[-1] - 1
    allowed = torch.zeros_like(scores, dtype=torch.bool)
    for n, a in enumerate(wanted):
        lo = int(starts[n])
        for k, pointer in enumerate(POINTERS):
            spans = a["who" if pointer in ("first", "last") else pointer]
            if spans is None:
                continue
            if not spans:
                allowed[n, k, span] = True
            for s, e in spans:
                pieces = [s] if pointer == "first" else [e - 1] if pointer == "last" else range(s, e)
                for p in pieces:
                    if 0 <= p - lo < span:
                        allowed[n, k, p - lo] = True
    known = allowed.any(-1)
    right = torch.logsumexp(scores.masked_fill(~allowed, -1e9), -1) - torch.logsumexp(scores, -1)
    loss = -(right * known).sum(0) / known.sum(0).clamp(min=1)
    return {"whose": (loss * torch.tensor([0.5, 0.5, 1.0, 0.5])).sum() * 0.5}


if __name__ == "__main__":
    main()
