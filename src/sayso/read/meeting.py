"""Find the meetings between parties: proposed, planned, held or called off; all mentions of one are one meeting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from sayso.read.encoder import Floats
from sayso.read.entity import Mentions
from sayso.read.heads import PARTS, tag_columns
from sayso.read.knowledge import Knowledge
from sayso.read.looks import AT_ONCE, gather
from sayso.read.model_set import ModelSet
from sayso.read.names import bare, between_capitals, is_pronoun, same_body, same_person, trim
from sayso.read.party import country_of, main_parties, party_name
from sayso.read.pieces import Pieces
from sayso.read.resolve import word_bounds
from sayso.read.saying import Saying, field_probabilities, put_back, share_inside
from sayso.read.tagged import tagged_runs
from sayso.read.when import SENTENCE_END, find_dates
from sayso.terms.article import Article
from sayso.terms.reading import Level, Meeting, Status
from sayso.terms.span import Spans

REACH = 96  # pieces on each side of a mention in which participants and place are looked for
MARKED = 24  # of a mention's pieces that are marked: a whole sentence may be one
APART = 6  # pieces between two parts of one mention
WORDS = re.compile(r"\w\w+\W+\w\w+")  # a mention has two words at least
RECENT = 50  # meetings back that a mention is held against
HELD = 0.9  # of a mention's characters that lie in the content of the attribution that it is told by
LEVELS: tuple[Level | None, ...] = (*get_args(Level), None)
PAIR = 2  # who take part in a meeting, at least
NEARBY = 160  # characters around a mention in which its date stands


@dataclass(slots=True)
class _Mention:
    """One mention of a meeting, and what a look at it tells."""

    spans: Spans
    participants: list[str]
    place: str | None
    date: str | None
    told: dict[str, Floats]

    @property
    def status(self) -> Status:
        return get_args(Status)[int(self.told["status"].argmax())]  # type: ignore[no-any-return]


@dataclass(slots=True)
class _Group:
    """The mentions of one meeting, with the most participants that one of them names, all dates and places."""

    mentions: list[_Mention]
    participants: list[str]
    dates: set[str]
    places: list[str]

    def fits(self, one: _Mention) -> bool:
        """Return whether a mention may be of this meeting: no other participants, no other day or place."""
        if one.date and self.dates and one.date not in self.dates:
            return False
        if one.place and self.places and not any(same_body(one.place, p) for p in self.places):
            return False
        fewer, more = sorted((one.participants, self.participants), key=len)
        if not all(any(_same(a, b) for b in more) for a in fewer):
            return False
        return (one.status == "held") == (self.mentions[-1].status == "held") or one.date in self.dates

    def add(self, one: _Mention) -> None:
        self.mentions.append(one)
        self.participants = max(self.participants, one.participants, key=len)
        self.dates |= {one.date} if one.date else set()
        self.places += [one.place] if one.place else []

    def complete(self, main: Sequence[str]) -> None:
        """Where fewer than two take part ("the talks resume"), add the parties that the article is most about."""
        if any(person in main for person in self.participants) or not self.participants:
            for name in main:
                if len(self.participants) < PAIR and not any(_same(name, other) for other in self.participants):
                    self.participants = [*self.participants, name]


def find_meetings(
    tags: Floats,
    near: Floats,
    *,
    furniture: NDArray[np.bool_],
    article: Article,
    pieces: Pieces,
    model: ModelSet,
    mentions: Mentions,
    sayings: Sequence[Saying],
    ids: Sequence[str],
) -> list[Meeting]:
    """Return the meetings of the article in the order of their first mentions."""
    knowledge = model.knowledge
    runs = _mention_runs(tags, furniture, article.text, pieces)
    groups: list[_Group] = []
    for begin in range(0, len(runs), AT_ONCE):
        some = runs[begin : begin + AT_ONCE]
        looks, starts = gather(near, [range(s, min(e, s + MARKED)) for s, e in some], REACH, REACH)
        _, parts_of, fields_of = zip(*model.encoder.look(looks), strict=True)
        parts, fields = (np.concatenate(x)[: len(some)] for x in (parts_of, fields_of))
        for run, start, its, told in zip(some, starts.tolist(), parts, fields, strict=True):
            one = _mention(run, start, its[: len(near) - start], told, article, pieces, mentions, knowledge)
            group = next((g for g in reversed(groups[-RECENT:]) if g.fits(one)), None)
            if group:
                group.add(one)
            else:
                groups.append(
                    _Group([one], one.participants, {one.date} - {None}, [one.place] if one.place else [])  # type: ignore[arg-type]
                )
    main = [name for e in main_parties(mentions, len(pieces)) if (name := party_name(e, knowledge))]
    for group in groups:
        group.complete(main)
    return [_meeting(g, sayings, ids) for g in groups if g.participants]


def _mention(
    run: tuple[int, int],
    start: int,
    parts: Floats,
    fields: Floats,
    article: Article,
    pieces: Pieces,
    mentions: Mentions,
    knowledge: Knowledge,
) -> _Mention:
    text = article.text
    spans = put_back((run,), pieces)
    scores = parts.reshape(len(parts), len(PARTS), 3)
    stretches = {
        part: [word_bounds(text, *put_back(((start + s, start + e),), pieces)[0]) for s, e in tagged_runs(scores[:, k])]
        for k, part in enumerate(PARTS)
        if part in ("participant", "place")
    }
    participants: list[str] = []
    for begin, end in _whole(stretches["participant"], text):
        name = _participant(text, begin, end, pieces, mentions, knowledge)
        if name and not any(_same(name, other) for other in participants):
            participants.append(name)
    places = [trim(text[s:e]) for s, e in stretches["place"]]
    told = field_probabilities(fields)
    one = _Mention(spans, participants, next(filter(None, places), None), None, told)
    one.date = _date(one, article)
    return one


def _whole(stretches: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Return the stretches with those joined that white space alone parts: "Prime Minister", "Jamil Sarhani"."""
    joined: list[tuple[int, int]] = []
    for start, end in stretches:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _mention_runs(tags: Floats, furniture: NDArray[np.bool_], text: str, pieces: Pieces) -> list[tuple[int, int]]:
    """Return the stretches of pieces that tell of a meeting, those of one sentence joined."""
    joined: list[tuple[int, int]] = []
    for first, after in tagged_runs(tags[:, tag_columns("meeting")]):
        if furniture[first]:
            continue
        if joined and first - joined[-1][1] <= APART:
            between = text[int(pieces.ends[joined[-1][1] - 1]) : int(pieces.starts[first])]
            if not SENTENCE_END.search(between):
                joined[-1] = (joined[-1][0], after)
                continue
        joined.append((first, after))
    return [(s, e) for s, e in joined if WORDS.search(text, int(pieces.starts[s]), int(pieces.ends[e - 1]))]


def _participant(
    text: str, start: int, end: int, pieces: Pieces, mentions: Mentions, knowledge: Knowledge
) -> str | None:
    """Return the name of whoever takes part by these words: somebody known, else a name; None for a pronoun alone."""
    words = text[start:end]
    first = int(np.searchsorted(pieces.ends, start, side="right"))
    after = int(np.searchsorted(pieces.starts, end, side="left"))
    inside = [(a - s, n, e) for n, (s, a, e) in enumerate(mentions.between(first, after)) if first <= s and a <= after]
    if inside:
        entity = max(inside, key=lambda x: x[:2])[2]
        return entity.name if entity.kind == "person" else party_name(entity, knowledge)
    name = between_capitals(bare(words))
    return (country_of(name, knowledge, text) or name) if name and not is_pronoun(words) else None


def _date(one: _Mention, article: Article) -> str | None:
    """Return the day of the meeting: a date in the mention, else one beside it in the same sentence."""
    text, start, end = article.text, one.spans[0].start, one.spans[-1].end
    ahead = one.status in ("planned", "proposed")
    dates = find_dates(text, article.published, max(0, start - NEARBY), end + NEARBY, ahead=ahead)
    inside = [d for d in dates if start <= d.start < end]
    beside = [d for d in dates if not SENTENCE_END.search(text, min(d.end, end), max(d.start, start))]
    return next((d.day.isoformat() for d in (*inside, *beside)), None)


def _same(one: str, other: str) -> bool:
    return same_person(one, other) or same_body(one, other)


def _meeting(group: _Group, sayings: Sequence[Saying], ids: Sequence[str]) -> Meeting:
    first = group.mentions[0]
    level = sum((m.told["level"] for m in group.mentions[1:]), first.told["level"])
    holding = [i for i, s in enumerate(sayings) if share_inside(first.spans, s.content) > HELD]
    narrowest = min(holding, key=lambda i: sum(e - s for s, e in sayings[i].content), default=None)
    return Meeting(
        participants=tuple(group.participants),
        level=LEVELS[int(level.argmax())],
        status=group.mentions[-1].status,
        date=next((m.date for m in group.mentions if m.date), None),
        place=group.places[0] if group.places else None,
        spans=tuple(s for m in group.mentions for s in m.spans),
        attribution=None if narrowest is None else ids[narrowest],
    )
