"""Read one article: cut, look, join, tell who is who, and build chains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.read.attach import Joined, join_cues
from sayso.read.chain import Chains
from sayso.read.cues import cue_runs
from sayso.read.encoder import Floats
from sayso.read.entity import Entity
from sayso.read.heads import tag_columns
from sayso.read.meeting import find_meetings
from sayso.read.model_set import ModelSet
from sayso.read.nest import find_parents
from sayso.read.pieces import Pieces, cut_pieces
from sayso.read.pointing import point_back
from sayso.read.position import position_of
from sayso.read.quote import Quotation, find_quotations, quote_of
from sayso.read.resolve import Resolver
from sayso.read.saying import Saying, make_saying
from sayso.read.when import said_on
from sayso.read.windows import read_pieces
from sayso.terms.article import Article
from sayso.terms.attribution import Attribution, ChainLink, Content, Cue, Source, attribution_id
from sayso.terms.reading import Reading
from sayso.terms.span import slice_text


@dataclass(frozen=True, slots=True)
class Seen:
    """What the first two looks at a text saw, before any threshold but the candidates'."""

    quotations: Sequence[Quotation]
    pieces: Pieces
    tags: Floats
    near: Floats
    who: Floats
    joined: Sequence[Joined]


FLAT = 30.0  # log-odds beyond which a confidence is 0 or 1 for every purpose


def attribute(article: Article, model: ModelSet) -> Reading:
    """Find every attribution in the article. The result depends on the article and the model set alone."""
    seen = look_over(article.text, model)
    return make_reading(article, seen, model) if seen else Reading(article, ())


def look_over(text: str, model: ModelSet) -> Seen | None:
    """Look at the text, and at each place that may be a cue; None where there is no word."""
    quotations = find_quotations(text)
    pieces = cut_pieces(text, model.tokenizer, quotations)
    if not len(pieces):
        return None
    tags, near, who = read_pieces(pieces, model.encoder)
    return Seen(quotations, pieces, tags, near, who, join_cues(near, cue_runs(tags, model.candidate), model))


def make_reading(article: Article, seen: Seen, model: ModelSet) -> Reading:
    """Keep the attributions that are sure enough, tell who is who in them, and build the chains."""
    text, pieces, near = article.text, seen.pieces, seen.near
    sayings, parents = in_order(found := find_sayings(seen, model), find_parents(found))
    pointed = point_back(seen.who, [s.asked for s in sayings], model)
    resolver = Resolver(text, pieces)
    who = resolver.resolve(sayings, parents, pointed)
    knowledge, mentions = model.knowledge, resolver.mentions
    countries = knowledge.countries_in(text)
    for entity in resolver.entities:
        entity.known = knowledge.find(entity.names, entity.kind, published=article.published, countries=countries)
    chains = Chains(
        text, article.outlet, sayings=sayings, parents=parents, who=who, pointed=pointed, mentions=mentions,
        reasons=resolver.why, knowledge=knowledge,
    )  # fmt: skip
    own = article.id
    ids = [attribution_id(own, s.source, s.cue, s.content) for s in sayings]
    attributions = [
        _attribution(one, ids, i, parents[i], who[i], chains.chain(i), article, seen.quotations)
        for i, one in enumerate(sayings)
    ]
    positions = [
        position_of(
            ids[i], one, source=who[i], pointed=pointed[i], mentions=mentions, article=article, pieces=pieces,
            knowledge=knowledge,
        )
        for i, one in enumerate(sayings)
    ]  # fmt: skip
    meetings = find_meetings(
        seen.tags, near, furniture=is_furniture(seen.tags), article=article, pieces=pieces, model=model,
        mentions=mentions, sayings=sayings, ids=ids,
    )  # fmt: skip
    reasons = {ids[i]: chains.why(i) for i in range(len(ids))}
    return Reading(article, tuple(attributions), tuple(p for p in positions if p), tuple(meetings), reasons)


def find_sayings(seen: Seen, model: ModelSet) -> list[Saying]:
    """Return the sayings that are sure enough, by the start of the content, the longer first."""
    sure = [(j, confidence(j, model)) for j in seen.joined]
    told = [span for j, c in sure if c >= model.keep for span in j.content]
    inside = np.zeros(len(seen.pieces), dtype=bool)
    for first, after in told:
        inside[first:after] = True
    kept = drop_repeats([(j, c) for j, c in sure if c >= (model.keep_inside if inside[j.cue[0][0]] else model.keep)])
    furniture = is_furniture(seen.tags)
    found = [make_saying(j, c, seen.pieces) for j, c in kept if not furniture[j.cue[0][0]]]
    found.sort(key=lambda s: (s.content[0].start, -s.content[-1].end, s.cue[0].start))
    return found


def in_order(sayings: Sequence[Saying], parents: Sequence[int | None]) -> tuple[list[Saying], list[int | None]]:
    """Return sayings and parents with parents before children: two layers of one content, the outer one first."""

    def depth(i: int) -> int:
        count, above = 0, parents[i]
        while above is not None:
            count, above = count + 1, parents[above]
        return count

    def place(i: int) -> tuple[int, int, int, int]:
        content = sayings[i].content
        return content[0].start, -content[-1].end, depth(i), sayings[i].cue[0].start

    order = sorted(range(len(sayings)), key=place)
    at = {i: k for k, i in enumerate(order)}
    return [sayings[i] for i in order], [None if (p := parents[i]) is None else at[p] for i in order]


def is_furniture(tags: Floats) -> NDArray[np.bool_]:
    """Return for each piece whether it is of the page's furniture: tickers, captions, plugs."""
    scores = tags[:, tag_columns("furniture")]
    inside: NDArray[np.bool_] = np.maximum(scores[:, 1], scores[:, 2]) > scores[:, 0]
    return inside


def confidence(joined: Joined, model: ModelSet) -> float:
    """Return how sure the model set is of an attribution, 0 to 1: a logistic function fitted on training folds."""
    *weights, constant = model.calibration.tolist()
    total = sum(w * x for w, x in zip(weights, joined.scores, strict=True)) + constant
    return 1 / (1 + math.exp(-min(max(total, -FLAT), FLAT)))


def drop_repeats(joined: Sequence[tuple[Joined, float]]) -> list[tuple[Joined, float]]:
    """Keep the surest of attributions that share a piece of their cues; the order of the others stays."""
    kept: list[int] = []
    taken: set[int] = set()
    for i in sorted(range(len(joined)), key=lambda i: (-joined[i][1], i)):
        cue = {p for first, after in joined[i][0].cue for p in range(first, after)}
        if not cue & taken:
            taken |= cue
            kept.append(i)
    return [joined[i] for i in sorted(kept)]


def _attribution(
    one: Saying,
    ids: Sequence[str],
    i: int,
    parent: int | None,
    who: Entity | None,
    chain: tuple[ChainLink, ...],
    article: Article,
    quotations: Sequence[Quotation],
) -> Attribution:
    text = article.text
    link = who.link if who else ChainLink(None, "unknown", False)
    return Attribution(
        id=ids[i],
        parent=None if parent is None else ids[parent],
        source=Source(
            spans=one.source,
            text=slice_text(text, one.source),
            name=link.name,
            kind=link.kind,
            named=link.named,
            plural=bool(who and who.plural),
            entity=(who.known.id or None) if who and who.known else None,
        ),
        cue=Cue(spans=one.cue, text=slice_text(text, one.cue)),
        content=Content(
            spans=one.content,
            text=slice_text(text, one.content),
            quote=quote_of(text, one.content, one.cue, quotations),
        ),
        chain=chain,
        confidence=round(one.confidence, 4),
        act=one.act,
        certainty=one.certainty,
        negated=bool(one.likeliest("negated")),
        said_on=said_on(text, one.source, one.cue, one.content, article.published),
    )
