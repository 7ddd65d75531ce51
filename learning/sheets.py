"""Put a whole reading onto word pieces: spans, fields, and where in the text it is told who somebody is.

A *sheet* is one article as the network sees it: arrays of pieces and, for each attribution, stretches [first, after) of
pieces by role, the target of each field, and the pieces that each pointer may point to.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import torch

from sayso.read.heads import FIELDS, PARTS
from sayso.read.names import is_pronoun
from sayso.read.pieces import Pieces

Row = dict[str, Any]
Spans = list[tuple[int, int]]
ALSO = 0.3  # share of a field's target that goes to the labels which are right as well
DETERMINER = re.compile(r"(?i)^(?:the|an?|its|his|her|their|our)\s+")
SENTENCE_END = re.compile(r"[.!?][\"”’»']?\s|\n")


def stretches(spans: Any, pieces: Pieces) -> Spans:
    """Return the stretches of pieces that the spans of the text cover."""
    found: Spans = []
    for start, end in spans:
        first = int(np.searchsorted(pieces.ends, start, side="right"))
        after = int(np.searchsorted(pieces.starts, end, side="left"))
        if after > first and found and found[-1][1] == first:
            found[-1] = (found[-1][0], after)  # parted by a paragraph's end alone
        elif after > first:
            found.append((first, after))
    return found


def arrays(pieces: Pieces) -> Row:
    return {
        "ids": torch.from_numpy(pieces.ids).int(),
        "shapes": torch.from_numpy(pieces.shapes).byte(),
        "gaps": torch.from_numpy(pieces.gaps).byte(),
        "quoted": torch.from_numpy(pieces.quoted).byte(),
    }


def sheet_of(reading: Row, pieces: Pieces) -> Row:
    """Return the sheet of a gold reading, whose spans are offsets into `reading["article"]["text"]`."""
    text = reading["article"]["text"]
    said = reading["attributions"]
    mentions = find_mentions(reading)
    conditions: dict[int, list[Spans]] = {}
    for p in reading["positions"]:
        conditions.setdefault(p["attribution"], []).extend(p["conditions"])
    attributions = []
    for i, a in enumerate(said):
        roles = {role: stretches(a[role], pieces) for role in ("source", "cue", "content")}
        if not roles["cue"] or not roles["content"]:
            continue
        venue = find_venue(a, said, mentions, text)
        who, frame, party = pointers(a, reading, mentions, venue)
        parts = {
            "name": stretches(name_in(a, text), pieces),
            "venue": stretches(venue, pieces),
            "condition": [s for c in conditions[i] for s in stretches(c, pieces)] if i in conditions else None,
            "participant": None,
            "place": None,
        }
        attributions.append({
            **roles, "parts": parts, "optional": bool(a.get("optional")), "fields": targets(a, i in conditions),
            "who": put(who, pieces), "frame": put(frame, pieces), "party": put(party, pieces),
        })  # fmt: skip
    tags = {
        "meeting": [s for m in reading["meetings"] for s in stretches(m["spans"], pieces)],
        "furniture": stretches(reading["furniture"], pieces),
    }
    meetings = [sheet for m in reading["meetings"] for sheet in meeting_sheets(m, reading, mentions, pieces)]
    return {**arrays(pieces), "attributions": attributions, "tags": tags, "meetings": meetings}


def coreference_sheet(found: list[tuple[str, str, int, int]], pieces: Pieces) -> Row:
    """Return a sheet that tells of mentions alone: who each one of people and bodies is, by the mentions before it.

    found: entity, type, start, end of every mention in reading order, as `corpora.gum_mentions` gives them.
    """
    asked = []
    seen: dict[str, Spans] = {}
    for entity, kind, start, end in found:
        earlier = [s for s in seen.get(entity, []) if s[1] <= start]
        if kind in ("person", "organization", "place", "object"):
            marks = stretches([(start, end)], pieces)
            if marks and marks[0][1] - marks[0][0] <= 24:
                asked.append({"source": marks, "who": put(earlier, pieces)})
        seen.setdefault(entity, []).append((start, end))
    return {**arrays(pieces), "attributions": [], "asked": asked}


def meeting_sheets(m: Row, reading: Row, mentions: dict[str, Spans], pieces: Pieces) -> list[Row]:
    """Return, for each mention of a meeting, what a look at it is to find: the closest mention of each participant."""
    text = reading["article"]["text"]
    keys = {v["name"]: k for k, v in reading["who"].items()}
    found = []
    for span in m["spans"]:
        near = []
        for name in m["participants"]:
            places = sorted(mentions.get(keys[name], []), key=lambda s: max(s[0] - span[1], span[0] - s[1], 0))
            near += places[:1]
        place = [x.span() for x in re.finditer(re.escape(m["place"]), text)] if m["place"] else []
        place.sort(key=lambda s: max(s[0] - span[1], span[0] - s[1], 0))
        parts = {"participant": put(near, pieces), "place": put(place[:1], pieces)}
        marks = stretches([span], pieces)
        if marks:
            found.append({"cue": marks, "parts": {**dict.fromkeys(PARTS), **parts}, "fields": meeting_targets(m)})
    return found


def meeting_targets(m: Row) -> torch.Tensor:
    parts = []
    for field, values in FIELDS.items():
        target = torch.zeros(len(values))
        if field in ("status", "level"):
            target[values.index(m[field])] = 1
        parts.append(target)
    return torch.cat(parts)


def put(spans: Spans | None, pieces: Pieces) -> Spans | None:
    return None if spans is None else [s for span in spans for s in stretches([span], pieces)]


def targets(a: Row, position: bool) -> torch.Tensor:
    """Return the target of every field as probabilities, one field after the other."""
    parts = []
    for field, values in FIELDS.items():
        target = torch.zeros(len(values))
        if field == "position":
            target[int(position)] = 1
        elif field in a:
            also = [x for x in a.get(f"{field}_also", []) if x in values and x != a[field]]
            target[values.index(a[field])] = 1 - ALSO * bool(also)
            for x in also:
                target[values.index(x)] = ALSO / len(also)
        parts.append(target)
    return torch.cat(parts)


def find_mentions(reading: Row) -> dict[str, Spans]:
    """Return where each one of `who` is mentioned: every alias in the text, and every source that stands for them."""
    text = reading["article"]["text"]
    found: dict[str, Spans] = {}
    for key, entity in reading["who"].items():
        names = sorted(
            {n for n in (entity["name"], *entity["aliases"]) if n and len(n) > 1 and not is_pronoun(n)},
            key=len,
            reverse=True,
        )
        spans: Spans = []
        for name in names:
            first = name[0]
            head = f"[{first.upper()}{first.lower()}]" if first.isalpha() else re.escape(first)
            for m in re.finditer(rf"(?<!\w){head}{re.escape(name[1:])}(?!\w)", text):
                if not any(s < m.end() and m.start() < e for s, e in spans):
                    spans.append(m.span())
        found[key] = spans
    for a in reading["attributions"]:
        key = a["keys"][-1]
        for s, e in a["source"]:
            if key != "-" and not any(s < e2 and s2 < e for s2, e2 in found[key]):
                found[key].append((s, e))
    return {k: sorted(v) for k, v in found.items()}


def name_in(a: Row, text: str) -> Spans:
    """Return where in the source the name itself stands ("Luka Perin" in "Its chairman, Luka Perin,")."""
    if not a["named"] or not a["source"]:
        return []
    for name in sorted({a["name"], *a["aliases"]}, key=len, reverse=True):
        for s, e in a["source"]:
            m = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text[s:e], re.IGNORECASE)
            if m:
                inner = a["name"] if a["name"] and a["name"] in m.group() else m.group()
                inner = DETERMINER.sub("", inner)
                at = s + m.start() + m.group().index(inner)
                return [(at, at + len(inner))]
    return []


def find_venue(a: Row, said: list[Row], mentions: dict[str, Spans], text: str) -> Spans:
    """Return the mention of the outlet that heard the saying, where one stands in the cue's sentence ("told Reuters")."""
    outer = set(said[a["parent"]]["keys"]) if a["parent"] is not None else set()
    keys = [k for k in a["keys"][:-1] if k not in outer and k in mentions]
    if not keys:
        return []
    start, end = sentence_around(text, *a["cue"][0])
    inside = [*a["content"], *a["source"]]
    for key in reversed(keys):
        for s, e in mentions[key]:
            taken = [*inside, *(span for b in said for span in b["source"])]
            if start <= s and e <= end and not any(s < e2 and s2 < e for s2, e2 in taken):
                return [(s, e)]
    return []


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    before = [m.end() for m in SENTENCE_END.finditer(text, max(0, start - 600), start)]
    after = SENTENCE_END.search(text, end)
    return before[-1] if before else max(0, start - 600), after.start() if after else len(text)


def pointers(
    a: Row, reading: Row, mentions: dict[str, Spans], venue: Spans
) -> tuple[Spans | None, Spans | None, Spans | None]:
    """Return what each pointer may point to: an empty list for nowhere, None for what is not known."""
    keys, who = a["keys"], reading["who"]
    asked = a["source"] or a["cue"]
    start = asked[0][0]
    earlier = [(s, e) for s, e in mentions.get(keys[-1], []) if e <= start]
    own = None if not a["source"] else earlier if keys[-1] != "-" else []
    frame: Spans | None = []
    if a["parent"] is not None:
        frame = None
    elif len(keys) > 1 and not venue:
        frame = [(s, e) for s, e in mentions.get(keys[-2], []) if e <= start] or None
    of = who[keys[-1]].get("of")
    party = mentions.get(of, []) or None if of else []
    return own, frame, party
