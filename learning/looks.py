"""What both trainings share: articles cut into stretches, stretches read through windows, looks taken around pieces."""

from __future__ import annotations

import ctypes
import random
import sys
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from network import Attributor
from sayso.read.crf import B_CONTENT, B_CUE, B_SOURCE
from sayso.read.looks import distance_bucket
from sayso.read.windows import place_windows

STRETCH = 672  # pieces of an article taken at once: three windows as the program reads them, overlaps taken off
WINDOWS = 16  # encoder windows a step: about 4,000 pieces
USUAL = 12.0  # brings the second look's loss to the size of the tags'
Batch = dict[str, Any]


def keep_memory() -> None:
    """Let the C library keep freed memory instead of giving it back at every step: on Linux that halves a step's time."""
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):
            library.mallopt(-4, 0)  # M_MMAP_MAX: no block of its own from the system
            library.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD


def pack_stretches(stretches: list[Batch], rng: random.Random, windows: int = WINDOWS) -> list[list[Batch]]:
    """Pack stretches in a random order to so many windows a batch."""
    rng.shuffle(stretches)
    batches: list[list[Batch]] = [[]]
    filled = 0
    for stretch in stretches:
        count = len(place_windows(len(stretch["ids"])))
        if filled + count > windows:
            batches.append([])
            filled = 0
        batches[-1].append(stretch)
        filled += count
    return batches


def cut_stretches(length: int, rng: random.Random) -> list[tuple[int, int]]:
    """Cut an article of `length` pieces into stretches from a random start."""
    start = -rng.randrange(STRETCH) if length > STRETCH else 0
    found = []
    while start < length:
        lo, hi = max(0, start), min(length, start + STRETCH)
        if hi - lo >= 16:
            found.append((lo, hi))
        start += STRETCH
    return found


def read_stretches(network: Attributor, batch: list[Batch]) -> tuple[list[Tensor], ...]:
    """Read each stretch as the program does, through overlapping windows; what `read` tells, for each stretch."""
    places = [(b, start, end) for b, x in enumerate(batch) for start, end in place_windows(len(x["ids"]))]
    longest = max(end - start for _, start, end in places)

    def grid(key: str) -> Tensor:
        rows = [batch[b][key][start:end].long() for b, start, end in places]
        return torch.stack([F.pad(row, (0, longest - len(row))) for row in rows])

    mask = torch.stack([(torch.arange(longest) < end - start).float() for _, start, end in places])
    told = network.read(grid("ids"), grid("shapes"), grid("gaps"), grid("quoted"), mask)
    joined: tuple[list[list[Tensor]], ...] = tuple([[] for _ in batch] for _ in told)
    at = 0
    for i, (b, start, end) in enumerate(places):
        following = places[i + 1] if i + 1 < len(places) and places[i + 1][0] == b else None
        upto = (end + following[1]) // 2 if following else end
        at = at if start else 0
        for out, seen in zip(joined, told, strict=True):
            out[b].append(seen[i, at - start : upto - start])
        at = upto
    return tuple([torch.cat(x) for x in parts] for parts in joined)


def around(
    network: Attributor, per_near: list[Tensor], asked: list[tuple[int, list[int]]], before: int, after: int
) -> tuple[tuple[Tensor, ...], Tensor]:
    """Gather what a look needs around each asked mark (stretch, its pieces): its five inputs, and where each starts."""
    lengths = torch.tensor([len(x) for x in per_near])
    begins = torch.cumsum(lengths, 0) - lengths
    near = torch.cat(per_near)
    span = min(before + after, int(lengths.max()))
    rows = torch.tensor([b for b, _ in asked])
    first = torch.tensor([marks[0] for _, marks in asked])
    starts = torch.minimum(first - before, lengths[rows] - span).clamp(min=0)
    place = starts[:, None] + torch.arange(span)
    there = (place < lengths[rows][:, None]).float()
    marked = torch.zeros(len(asked), span)
    for n, (_, marks) in enumerate(asked):
        lo = int(starts[n])
        marked[n, [p - lo for p in marks if p - lo < span]] = 1.0
    states = near[(begins[rows][:, None] + place).clamp(max=len(near) - 1)]
    width = network.width
    asking = (states[..., -width:] * marked[..., None]).sum(1) / marked.sum(1, keepdim=True)
    away = torch.from_numpy(distance_bucket((place - first[:, None]).numpy()))
    return (states[..., :-width], asking, away, marked, there), starts


def gold_labels(starts: Tensor, span: int, looks: list[Batch | None]) -> Tensor:
    """Return the labels [N, span] of each look's attribution; nothing throughout where there is none."""
    gold = torch.zeros(len(looks), span, dtype=torch.long)
    for n, roles in enumerate(looks):
        if roles is None:
            continue
        lo = int(starts[n])
        for role, begin in (("content", B_CONTENT), ("source", B_SOURCE), ("cue", B_CUE)):
            for s, e in roles[role]:
                s, e = max(s - lo, 0), min(e - lo, span)
                if s < e:
                    gold[n, s:e] = begin + 1
                    gold[n, s] = begin
    return gold
