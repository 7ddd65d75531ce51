"""Read one article: cut, look, join, and turn pieces back into spans of the text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sayso.read.attach import Joined, Stretches, join_cues
from sayso.read.cues import cue_runs
from sayso.read.model_set import ModelSet
from sayso.read.pieces import Pieces, cut_pieces
from sayso.read.quote import Quotation, find_quotations, quote_of
from sayso.read.windows import read_pieces
from sayso.terms.article import Article
from sayso.terms.attribution import Attribution, ChainLink, Content, Cue, Source, attribution_id
from sayso.terms.reading import Reading
from sayso.terms.span import Span, Spans, slice_text

PRONOUNS = frozenset((
    "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "this", "that", "these", "those",
    "who", "which", "one",
))  # fmt: skip


def attribute(article: Article, model: ModelSet) -> Reading:
    """Find every attribution in the article. The result depends on the article and the model set alone."""
    quotations = find_quotations(article.text)
    pieces = cut_pieces(article.text, model.tokenizer, quotations)
    if not len(pieces):
        return Reading(article, ())
    tags, near = read_pieces(pieces, model.encoder)
    joined = join_cues(near, cue_runs(tags, model.candidate), model)
    sure = [(j, confidence(j, model)) for j in joined]
    kept = drop_repeats([(j, c) for j, c in sure if c >= model.keep])
    found = [_attribution(j, c, article, pieces, quotations) for j, c in kept]
    # a parent always stands before its child: by the start of the content, the longer first
    found.sort(key=lambda a: (a.content.spans[0].start, -a.content.spans[-1].end, a.cue.spans[0].start))
    return Reading(article, tuple(found))


def confidence(joined: Joined, model: ModelSet) -> float:
    """Return how sure the model set is of an attribution, 0 to 1: a logistic function fitted on training folds."""
    *weights, constant = model.calibration.tolist()
    total = sum(w * x for w, x in zip(weights, joined.scores, strict=True)) + constant
    return 1 / (1 + math.exp(-total))


def drop_repeats(joined: Sequence[tuple[Joined, float]]) -> list[tuple[Joined, float]]:
    """Of attributions that share a piece of their cues, keep the surest; the order of the others stays."""
    kept: list[int] = []
    taken: set[int] = set()
    for i in sorted(range(len(joined)), key=lambda i: (-joined[i][1], i)):
        cue = {p for first, after in joined[i][0].cue for p in range(first, after)}
        if not cue & taken:
            taken |= cue
            kept.append(i)
    return [joined[i] for i in sorted(kept)]


def _attribution(
    joined: Joined, sure: float, article: Article, pieces: Pieces, quotations: Sequence[Quotation]
) -> Attribution:
    text = article.text
    source, cue, content = (_spans(s, pieces) for s in (joined.source, joined.cue, joined.content))
    words = slice_text(text, source)
    who = Source(spans=source, text=words)
    return Attribution(
        id=attribution_id(article.id, source, cue, content),
        source=who,
        cue=Cue(spans=cue, text=slice_text(text, cue)),
        content=Content(spans=content, text=slice_text(text, content), quote=quote_of(text, content, cue, quotations)),
        chain=(ChainLink(article.outlet, "outlet", True if article.outlet else None), ChainLink(_name(words))),
        confidence=round(sure, 4),
    )


def _name(words: str) -> str | None:
    """Return the words as a name, None for a pronoun, which names nobody."""
    return None if not words or words.casefold() in PRONOUNS else words


def _spans(stretches: Stretches, pieces: Pieces) -> Spans:
    return tuple(Span(int(pieces.starts[first]), int(pieces.ends[after - 1])) for first, after in stretches)
