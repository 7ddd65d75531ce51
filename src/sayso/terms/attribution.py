"""One saying: a source, a cue, a content, and the chain it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sayso.terms.identity import make_id
from sayso.terms.span import Spans

Kind = Literal["person", "outlet", "government", "organisation", "group", "document", "social_media", "unknown"]
Quote = Literal["direct", "indirect", "mixed"]
Act = Literal[
    "say", "believe", "ask", "deny", "doubt", "accuse", "warn", "demand", "propose", "accept", "reject", "promise",
    "threaten",
]  # fmt: skip
Certainty = Literal["certain", "probable", "possible", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """The words that name whose word it is; no spans where the text names nobody.

    `name` is who that is, `kind` what, `named` whether the text lets a reader identify them, `plural` whether they are
    several, `entity` an id such as Wikidata's. None: not known.
    """

    spans: Spans
    text: str
    name: str | None = None
    kind: Kind = "unknown"
    named: bool | None = None
    plural: bool | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that signal the saying."""

    spans: Spans
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """The words attributed, and how they are quoted."""

    spans: Spans
    text: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One who passes the word on."""

    name: str | None
    kind: Kind = "unknown"
    named: bool | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """One saying.

    `id` is a hash of the article's id and the three lists of spans. `parent` is the id of the attribution whose content
    this one stands in. `chain` runs from the article's outlet to the source. `confidence` is how sure sayso is of this
    attribution, 0 to 1. None: not known.
    """

    id: str
    source: Source
    cue: Cue
    content: Content
    chain: tuple[ChainLink, ...]
    confidence: float
    parent: str | None = None
    act: Act | None = None
    certainty: Certainty | None = None
    negated: bool | None = None
    said_on: str | None = None


def attribution_id(article_id: str, source: Spans, cue: Spans, content: Spans) -> str:
    """Return the id of an attribution of the article with these spans."""
    return make_id("t1", article_id, source, cue, content)
