"""Join the stages: articles in, readings out."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from sayso.read.attributor import attribute
from sayso.read.model_set import ModelSet, open_model_set
from sayso.settings import Settings, load_settings
from sayso.terms.article import Article
from sayso.terms.reading import Reading

AHEAD = 2  # articles taken in for each thread before the first is handed back: keeps memory flat over any number

_opened: dict[tuple[Path | None, str, int], ModelSet] = {}
_opening = Lock()


def read_article(article: Article, *, settings: Settings | None = None) -> Reading:
    """Read one article: find who said what, at exact offsets.

    The first call opens the model set (under a second). The same article gives the same reading, alone or in a batch.
    Raises ModelError where the model set is missing.
    """
    return attribute(article, _model_set(settings or load_settings()))


def read_articles(articles: Iterable[Article], *, settings: Settings | None = None) -> Generator[Reading, None, None]:
    """Read many articles, in order, several at a time; faster than one by one.

    Takes from `articles` only a few more than the readings that were fetched, so that an endless stream stays in
    bounded memory, and hands a reading back as soon as it is the next and done.
    """
    chosen = settings or load_settings()
    model = _model_set(chosen)
    waiting: deque[Future[Reading]] = deque()
    pool = ThreadPoolExecutor(max_workers=chosen.threads)
    try:
        for article in articles:
            waiting.append(pool.submit(attribute, article, model))
            while waiting and (waiting[0].done() or len(waiting) > chosen.threads * AHEAD):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _model_set(settings: Settings) -> ModelSet:
    """Return the opened model set for these settings, opening it once however many threads ask."""
    key = (settings.models, settings.runtime, settings.threads)
    with _opening:
        if key not in _opened:
            _opened[key] = open_model_set(settings)
        return _opened[key]
