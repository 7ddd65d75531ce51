"""Find the positions: attributions that commit a party on an issue, with the conditions they depend on."""

from __future__ import annotations

import re

from sayso.read.knowledge import Knowledge
from sayso.read.names import bare, is_name
from sayso.read.pieces import Pieces
from sayso.read.pointing import Pointed
from sayso.read.resolve import Entity, whole_words
from sayso.read.saying import Saying
from sayso.terms.reading import Position, Words
from sayso.terms.span import Span, Spans, slice_text

Party = Entity | str  # somebody known, or by a name that stands for no source
PARTIES = ("government", "organisation", "group")
ADJECTIVE = ("an", "ian", "ese", "ish", "ic", "i")
COMMITS = ("demand", "propose", "accept", "reject", "promise", "threaten")
ISSUE_WORDS = 10
LEAD = re.compile(r"(?i)^(?:that|to|whether|for|on|in|the|an?|any|its|his|her|their)\s+")


def position_of(
    attribution: str,
    one: Saying,
    source: Entity | None,
    pointed: Pointed,
    others: list[Entity],
    text: str,
    pieces: Pieces,
    knowledge: Knowledge | None,
) -> Position | None:
    """Return the position that a saying states, None where it commits nobody."""
    act = one.act
    if act not in COMMITS or not one.likeliest("position"):
        return None
    party = _party(source, pointed, others, text, pieces)
    name = _party_name(party, knowledge)
    if name is None:
        return None
    content = subtract(one.content, one.conditions, text)
    return Position(
        attribution=attribution,
        party=name,
        issue=_issue(slice_text(text, content)),
        act=act,
        content=Words(content, slice_text(text, content)),
        conditions=tuple(Words((s,), slice_text(text, (s,))) for s in one.conditions),
    )


def _party(source: Entity | None, pointed: Pointed, others: list[Entity], text: str, pieces: Pieces) -> Party | None:
    """Return the party that the source speaks for, by where the network points, else the source itself."""
    nowhere = pointed.nowhere("party")
    shares = [(pointed.share("party", e.mentions), i) for i, e in enumerate(others) if e.kind in PARTIES]
    share, best = max(shares, default=(0.0, 0))
    if share > nowhere:
        return others[best]
    if float(pointed.of("party").max()) > nowhere:
        name = _name_at(*pointed.peak("party"), text, pieces)
        if name:
            return name
    return source


def _party_name(party: Party | None, knowledge: Knowledge | None) -> str | None:
    """Return the party's name: the country's where a capital, a seat or somebody in office stands for it."""
    if not isinstance(party, Entity):
        return party
    if party.known and party.known.country and knowledge and party.kind in ("government", "person"):
        country = knowledge.country(party.known.country)
        return country.name if country else party.name
    return party.name


def _name_at(first: int, after: int, text: str, pieces: Pieces) -> str | None:
    """Return the name that stands at these pieces, the country's for its adjective ("Ostrovan": "Ostrova")."""
    name = bare(whole_words(text, int(pieces.starts[first]), int(pieces.ends[after - 1])))
    if not is_name(name):
        return None
    if " " not in name and name.casefold().endswith(ADJECTIVE):
        stem = name[: max(4, len(name) - 3)]
        nouns: list[str] = re.findall(rf"(?<!\w){re.escape(stem)}\w*", text)
        nouns = [n for n in nouns if not n.casefold().endswith(ADJECTIVE)]
        if nouns:
            return max(nouns, key=nouns.count)
    return name


def subtract(spans: Spans, holes: Spans, text: str) -> Spans:
    """Return `spans` without `holes` and without white space, commas and semicolons left at their edges."""
    left: list[tuple[int, int]] = list(spans)
    for start, end in holes:
        left = [
            piece
            for s, e in left
            for piece in (((s, min(e, start)), (max(s, end), e)) if s < end and start < e else ((s, e),))
        ]
    return tuple(Span(*cut) for s, e in left if (cut := _trimmed(s, e, text))[0] < cut[1]) or spans


def _trimmed(start: int, end: int, text: str) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;"):
        end -= 1
    return start, end


def _issue(words: str) -> str:
    plain = words.strip(" \n\"“”'‘’«».,;:")
    while (shorter := LEAD.sub("", plain)) != plain:
        plain = shorter
    some = plain.split()
    return " ".join(some[:ISSUE_WORDS])
