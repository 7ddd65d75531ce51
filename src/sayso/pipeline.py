"""Join the stages: articles in, readings out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache

from sayso.read.attributor import attribute
from sayso.read.model_set import ModelSet, open_model_set
from sayso.settings import Settings, load_settings
from sayso.terms.article import Article
from sayso.terms.reading import Reading

AHEAD = 2  # articles taken in for each thread before the first is handed back: keeps memory flat over any number


def read_article(article: Article, *, settings: Settings | None = None) -> Reading:
    """Read one article: find who said what, at exact offsets.

    The first call opens the model set (under a second). The same article gives the same reading, alone or in a batch.
    Raises ModelError where the model set is missing.
    """
    chosen = settings or load_settings()
    return attribute(article, _model_set(chosen))


def read_articles(articles: Iterable[Article], *, settings: Settings | None = None) -> Iterator[Reading]:
    """Read many articles, in order, several at a time; faster than one by one.

    Takes from `articles` only as fast as the readings are fetched, so that an endless stream stays in bounded memory.
    """
    chosen = settings or load_settings()
    model = _model_set(chosen)
    with ThreadPoolExecutor(max_workers=chosen.threads) as pool:
        waiting: deque[Future[Reading]] = deque()
        for article in articles:
            waiting.append(pool.submit(attribute, article, model))
            if len(waiting) > chosen.threads * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@lru_cache(maxsize=2)
def _model_set(settings: Settings) -> ModelSet:
    return open_model_set(settings)
