"""Find the positions: attributions that commit a party on an issue, with the conditions they depend on."""

from __future__ import annotations

import re

from sayso.read.entity import Entity, Mentions
from sayso.read.knowledge import Knowledge
from sayso.read.names import bare, is_name
from sayso.read.party import PARTIES, Party, country_of, party_name
from sayso.read.pieces import Pieces
from sayso.read.pointing import Pointed, most_pointed_at
from sayso.read.resolve import whole_words
from sayso.read.saying import Saying
from sayso.terms.article import Article
from sayso.terms.reading import Position, Words
from sayso.terms.span import Span, Spans, slice_text

COMMITS = ("demand", "propose", "accept", "reject", "promise", "threaten")
ISSUE_WORDS = 10
EDGES = " \n\"“”'‘’«».,;:"
LEAD = re.compile(r"(?i)^(?:that|to|whether|for|on|in|the|an?|any|its|his|her|their)\s+")


def position_of(
    attribution: str,
    one: Saying,
    *,
    source: Entity | None,
    pointed: Pointed,
    mentions: Mentions,
    article: Article,
    pieces: Pieces,
    knowledge: Knowledge,
) -> Position | None:
    """Return the position that a saying states, None where it commits nobody."""
    text = article.text
    if one.act not in COMMITS or not one.likeliest("position"):
        return None
    party = _party(source, pointed, mentions, text, pieces, knowledge)
    name = party_name(party, knowledge, published=article.published)
    content = subtract(one.content, one.conditions, text)
    issue = _issue(" ".join(text[s:e] for s, e in content))
    if not name or not issue:
        return None
    return Position(
        attribution=attribution,
        party=name,
        issue=issue,
        act=one.act,
        content=Words(content, slice_text(text, content)),
        conditions=tuple(Words((s,), slice_text(text, (s,))) for s in one.conditions),
    )


def _party(
    source: Entity | None,
    pointed: Pointed,
    mentions: Mentions,
    text: str,
    pieces: Pieces,
    knowledge: Knowledge,
) -> Party | None:
    """Return the party that the source speaks for, by where the network points, else the source itself."""
    nowhere = pointed.nowhere("party")
    best, share = most_pointed_at(
        pointed, "party", mentions=mentions, until=pointed.end, wanted=lambda e: e.kind in PARTIES
    )
    if best is not None and share > nowhere:
        return best
    if float(pointed.of("party").max()) > nowhere:
        first, after = pointed.peak("party")
        name = bare(whole_words(text, int(pieces.starts[first]), int(pieces.ends[after - 1])))
        if is_name(name):
            return country_of(name, knowledge, text) or name
    return source


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
    plain = words.strip(EDGES)
    while (shorter := LEAD.sub("", plain).strip(EDGES)) != plain:
        plain = shorter
    return " ".join(plain.split()[:ISSUE_WORDS]).strip(EDGES)
