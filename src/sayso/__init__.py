"""Read news articles and tell who said what, on whose word, at exact offsets.

    >>> from sayso import Article, read_article
    >>> reading = read_article(Article(text="Prices will rise, the minister said."))
    >>> reading.attributions[0].source.text
    'the minister'

Importing this package loads no model; the first reading does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sayso.errors import SaysoError
from sayso.terms.article import Article
from sayso.terms.attribution import Attribution, ChainLink, Content, Cue, Source
from sayso.terms.reading import Meeting, Position, Reading
from sayso.terms.span import Span
from sayso.version import __version__

if TYPE_CHECKING:
    from sayso.pipeline import read_article, read_articles

__all__ = [
    "Article",
    "Attribution",
    "ChainLink",
    "Content",
    "Cue",
    "Meeting",
    "Position",
    "Reading",
    "SaysoError",
    "Source",
    "Span",
    "__version__",
    "read_article",
    "read_articles",
]


def __getattr__(name: str) -> object:
    if name in ("read_article", "read_articles"):
        from sayso import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'sayso' has no attribute {name!r}")
