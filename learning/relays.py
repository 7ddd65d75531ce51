"""Relay sentences, which PolNeAR hardly has: "CLAIM. The paper writes about this, citing an official."

News that passes on other outlets' news is full of them, and their content stands in the sentence before. They are put
behind paragraphs of training articles in which nothing is attributed, and labelled by construction. They teach a form;
nothing is measured on them.
"""

from __future__ import annotations

import random
import re
from typing import Any

OUTLETS = """Reuters|AFP|Agence France-Presse|the Associated Press|The Guardian|the Financial Times|Le Monde|Der Spiegel|
Politico|Axios|CNN|the BBC|Sky News|Al Jazeera|The Times|The Economist|Kyodo News|Anadolu Agency|El País|Corriere della Sera|
The New York Times|The Washington Post|The Wall Street Journal|NBC News|Haaretz|Nikkei|Yonhap|Interfax|Ukrinform|Yle|the newspaper Bild|
the magazine Focus|the broadcaster NRK|the TV channel France 24|the news agency dpa|the portal Onet|the local paper""".replace(
    "\n", ""
).split("|")
VOICES = """an unnamed official|a European diplomat|a senior official|two sources familiar with the matter|its own sources|
people close to the talks|a source in the government|three officials|a person with knowledge of the plans|a statement by the ministry|
the head of the agency|a spokesman for the company|an internal document|military sources|the president's office|the press service""".replace(
    "\n", ""
).split("|")
RELAYS = ("Meduza", "Novinky", "Digi24", "Delfi", "our correspondent", "ERR News", "the site", "Hromadske", "24 Kanal")
PAPERS = (
    "the article",
    "the publication",
    "the report",
    "the message",
    "the paper",
    "the statement",
    "the document",
    "the authors",
)
HEADINGS = """Background|Reminder|Context|Earlier|What happened|What preceded it|For reference|Why it matters|Read also|
Key points|The big picture|In other news|Reaction|Analysis|Next steps|What we know|Advertisement|Related|In brief|Addendum|Update""".replace(
    "\n", ""
).split("|")
Row = dict[str, Any]
Piece = tuple[str, str | None]  # words, and the role they play: source, cue, or none


def add_relays(row: Row, rng: random.Random, most: int = 3) -> Row:
    """Return the article with relay sentences behind up to `most` paragraphs in which nothing is attributed."""
    text = row["text"]
    busy = [s for a in row["attributions"] for spans in a.values() for s in spans]
    free = [
        m.span()
        for m in re.finditer(r"[^\n]+", text)
        if 8 <= len(m.group().split()) <= 60
        and m.group().endswith(".")
        and not re.search(r"[“”\"']{1}\s|^[“\"]|:", m.group())
        and not any(s < m.end() and m.start() < e for s, e in busy)
    ]
    chosen = sorted(rng.sample(free, min(len(free), rng.randint(1, most))), reverse=True)
    attributions = list(row["attributions"])
    for start, end in chosen:
        layers = relay_sentence(rng)
        frame = layers[0][0][0].startswith(" - ")
        content_end = end if frame and rng.random() < 0.5 else end - 1
        words = "".join(w for layer in layers for w, _ in layer)
        at = end if content_end == end or not frame else end - 1
        text = text[:at] + words + text[end:]
        grown = at + len(words) - end
        attributions = [moved(a, end, grown) for a in attributions]
        place = at
        for layer in layers:
            roles: dict[str, list[list[int]]] = {"source": [], "cue": [], "content": [[start, content_end]]}
            for w, role in layer:
                if role:
                    roles[role].append([place, place + len(w)])
                place += len(w)
            if roles["cue"]:
                attributions.append(roles)
    return {**row, "text": text, "attributions": attributions}


def add_headings(row: Row, rng: random.Random, most: int = 4) -> Row:
    """Return the article with headings of a word or two between some of its paragraphs; they belong to nothing."""
    text, attributions = row["text"], list(row["attributions"])
    ends = [m.start() for m in re.finditer(r"\n", text)]
    spans = [s for a in attributions for spans in a.values() for s in spans]
    free = [p for p in ends if not any(s < p < e for s, e in spans)]
    for at in sorted(rng.sample(free, min(len(free), rng.randint(1, most))), reverse=True):
        heading = f"\n\n{rng.choice(HEADINGS)}{rng.choice(('', '', ':'))}\n"
        text = text[:at] + heading + text[at:]
        attributions = [moved(a, at, len(heading)) for a in attributions]
    return {**row, "text": text, "attributions": attributions}


def relay_sentence(rng: random.Random) -> list[list[Piece]]:
    """Return the sentence as layers of (words, role): one layer an attribution, the last may be without a cue."""
    outlet, voice = rng.choice(OUTLETS), rng.choice(VOICES)
    kind = rng.random()
    if kind < 0.25:
        paper = rng.choice(PAPERS)
        verb = (
            rng.choice(("says", "notes", "states", "reads", "adds"))
            if paper != "the authors"
            else rng.choice(("write", "note", "say"))
        )
        return [[(" - ", None), (paper, "source"), (" ", None), (verb, "cue"), (".", None)]]
    citing = rng.choice((", citing ", " citing ", " with reference to ", ", referring to "))
    sign = citing.strip(" ,")
    before = citing[: citing.index(sign)]
    second: list[Piece] = []
    if rng.random() < 0.6:
        second = [(before, None), (sign, "cue"), (" ", None), (voice, "source")]
    tail: list[Piece] = (
        [(f", {rng.choice(RELAYS)} {rng.choice(('reports', 'writes', 'says'))}", None)] if rng.random() < 0.4 else []
    )
    if kind < 0.45:
        first: list[Piece] = [
            (" This ", None),
            (rng.choice(("was reported by", "is reported by", "was announced by")), "cue"),
            (" ", None),
            (outlet, "source"),
        ]
    else:
        cue = rng.choice(
            ("writes about", "reports", "reported", "reports on", "wrote about", "informs about", "has reported")
        )
        name = outlet[0].upper() + outlet[1:]
        first = [
            (" ", None),
            (name, "source"),
            (" ", None),
            (cue, "cue"),
            (rng.choice((" this", " this", " it")), None),
        ]
        if rng.random() < 0.2:
            first.append((rng.choice((" on Monday", " today", " on its website")), None))
    layers = [first]
    if second:
        layers.append(second)
    layers.append([*tail, (".", None)])
    return layers


def moved(attribution: Row, at: int, by: int) -> Row:
    """Return the attribution with every offset from `at` on moved by `by`."""
    return {
        r: [[s + by if s >= at else s, e + by if e > at else e] for s, e in spans] for r, spans in attribution.items()
    }
