"""What sayso got out of one article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sayso.terms.article import Article
from sayso.terms.attribution import Act, Attribution
from sayso.terms.span import Spans

SCHEMA = "sayso/reading/1"
Level = Literal["leaders", "ministers", "officials"]
Status = Literal["proposed", "planned", "held", "called off"]


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of the article."""

    spans: Spans
    text: str


@dataclass(frozen=True, slots=True)
class Position:
    """An attribution that commits a party on an issue, with its conditions."""

    attribution: str
    party: str | None
    issue: str
    act: Act
    content: Words
    conditions: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """An event between parties: who, at which level, how far it has come, when and where."""

    participants: tuple[str, ...]
    level: Level | None
    status: Status
    date: str | None
    place: str | None
    spans: Spans
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What sayso got out of one article, every list in reading order.

    `reasons` tell, for an attribution's id, why each link of its chain is there; they are for people and in no JSON.
    """

    article: Article
    attributions: tuple[Attribution, ...]
    positions: tuple[Position, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def as_json(self) -> dict[str, Any]:
        """Return the reading as the object that `sayso read --json` prints."""
        article = {"id": self.article.id, **asdict(self.article)}
        keys = ("id", "doc", "outlet", "url", "title", "published", "language", "text")
        return {
            "schema": SCHEMA,
            "article": {k: article[k] for k in keys},
            "attributions": [_attribution(a) for a in self.attributions],
            "positions": [asdict(p) for p in self.positions],
            "meetings": [asdict(m) for m in self.meetings],
        }


def _attribution(a: Attribution) -> dict[str, Any]:
    whole = asdict(a)
    order = (
        "id",
        "parent",
        "source",
        "cue",
        "content",
        "act",
        "certainty",
        "negated",
        "said_on",
        "chain",
        "confidence",
    )
    return {k: whole[k] for k in order}
