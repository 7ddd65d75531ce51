"""Find the meetings between parties: proposed, planned, held or called off; all mentions of one are one meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from sayso.read.encoder import Floats
from sayso.read.heads import FIELDS, JOINED_TAGS, PARTS, PLAIN_TAGS
from sayso.read.looks import gather
from sayso.read.model_set import ModelSet
from sayso.read.names import bare, is_pronoun, same_body, same_person
from sayso.read.pieces import Pieces
from sayso.read.resolve import Entity
from sayso.read.saying import Saying, field_odds, put_back, share_inside
from sayso.read.tagged import opened_runs
from sayso.read.when import find_dates
from sayso.terms.article import Article
from sayso.terms.reading import Level, Meeting, Status
from sayso.terms.span import Spans, slice_text

REACH = 96  # pieces on each side of a mention in which participants and place are looked for
MARKED = 24  # of a mention's pieces that are marked: a whole sentence may be one
AT_ONCE = 64
NEARBY = 160  # characters around a mention in which its date stands


@dataclass(slots=True)
class _Mention:
    spans: Spans
    people: list[str]
    place: str | None
    date: str | None
    odds: dict[str, Floats]


def find_meetings(
    tags: Floats,
    near: Floats,
    article: Article,
    pieces: Pieces,
    model: ModelSet,
    entities: Sequence[Entity],
    sayings: Sequence[Saying],
    ids: Sequence[str],
) -> list[Meeting]:
    """Return the meetings of the article in the order of their first mentions."""
    at = 3 * (len(JOINED_TAGS) + PLAIN_TAGS.index("meeting"))
    runs = opened_runs(tags[:, at : at + 3])
    mentions = []
    for begin in range(0, len(runs), AT_ONCE):
        some = runs[begin : begin + AT_ONCE]
        groups, starts = gather(near, [range(s, min(e, s + MARKED)) for s, e in some], REACH, REACH)
        _, parts_of, fields_of = zip(*model.encoder.look(groups), strict=True)
        parts, fields = (np.concatenate(x)[: len(some)] for x in (parts_of, fields_of))
        for run, start, its, odds in zip(some, starts.tolist(), parts, fields, strict=True):
            mentions.append(_mention(run, start, its[: len(near) - start], odds, article, pieces, entities))
    groups_of = _same_meetings(mentions)
    return [_meeting(group, sayings, ids) for group in groups_of]


def _mention(
    run: tuple[int, int],
    start: int,
    parts: Floats,
    fields: Floats,
    article: Article,
    pieces: Pieces,
    entities: Sequence[Entity],
) -> _Mention:
    text = article.text
    spans = put_back((run,), pieces)
    scores = parts.reshape(len(parts), len(PARTS), 3)
    found = {
        part: [(start + s, start + e) for s, e in opened_runs(scores[:, PARTS.index(part)])]
        for part in ("participant", "place")
    }
    people: list[str] = []
    for stretch in found["participant"]:
        words = slice_text(text, put_back((stretch,), pieces))
        known = [e for e in entities if any(s < stretch[1] and stretch[0] < a for s, a in e.mentions)]
        name = known[-1].name if known else None if is_pronoun(words) else bare(words)
        if name and not any(same_person(name, other) or same_body(name, other) for other in people):
            people.append(name)
    places = [bare(slice_text(text, put_back((s,), pieces))) for s in found["place"]]
    odds = field_odds(fields)
    dates = find_dates(
        text,
        article.published,
        max(0, spans[0].start - NEARBY),
        min(len(text), spans[-1].end + NEARBY),
        ahead=FIELDS["status"][int(odds["status"].argmax())] in ("planned", "proposed"),
    )
    dates = [d for d in dates if spans[0].start <= d.start < spans[-1].end] or [
        d for d in dates if "." not in text[min(d.end, spans[-1].end) : max(d.start, spans[0].start)]
    ]
    return _Mention(spans, people, places[0] if places else None, dates[0].day.isoformat() if dates else None, odds)


def _same_meetings(mentions: Sequence[_Mention]) -> list[list[_Mention]]:
    """Group the mentions of one meeting: the same participants or none named, and no two dates or places."""
    groups: list[list[_Mention]] = []
    for mention in mentions:
        for group in reversed(groups):
            if _fits(mention, group):
                group.append(mention)
                break
        else:
            groups.append([mention])
    return [g for g in groups if any(m.people for m in g)]


def _fits(mention: _Mention, group: Sequence[_Mention]) -> bool:
    dates = {m.date for m in group if m.date}
    if mention.date and dates and mention.date not in dates:
        return False
    places = [m.place for m in group if m.place]
    if mention.place and places and not any(same_body(mention.place, p) for p in places):
        return False
    people = max([m.people for m in group], key=len)
    fewer, more = sorted((mention.people, people), key=len)
    shared = all(any(same_person(a, b) or same_body(a, b) for b in more) for a in fewer)
    held = [FIELDS["status"][int(m.odds["status"].argmax())] == "held" for m in (mention, group[-1])]
    return shared and (held[0] == held[1] or mention.date in dates)


def _meeting(group: Sequence[_Mention], sayings: Sequence[Saying], ids: Sequence[str]) -> Meeting:
    odds = {f: sum((m.odds[f] for m in group[1:]), group[0].odds[f]) for f in ("status", "level")}
    spans = tuple(s for m in group for s in m.spans)
    holding = [i for i, s in enumerate(sayings) if share_inside(group[0].spans, s.content) > 0.9]
    holding.sort(key=lambda i: sum(e - s for s, e in sayings[i].content))
    levels: tuple[Level | None, ...] = (*get_args(Level), None)
    people: list[str] = max([m.people for m in group], key=len)
    return Meeting(
        participants=tuple(people),
        level=levels[int(odds["level"].argmax())],
        status=get_args(Status)[int(group[-1].odds["status"].argmax())],
        date=next((m.date for m in group if m.date), None),
        place=next((m.place for m in group if m.place), None),
        spans=spans,
        attribution=ids[holding[0]] if holding else None,
    )
