"""Tell how a content is quoted: all in quotation marks, in none, or in part."""

from __future__ import annotations

import re
from typing import Literal

from sayso.terms.attribution import Quote
from sayso.terms.span import Spans

# Marks that are never apostrophes. Which end they stand at is told by the white space beside them, since the same mark
# opens in one country and closes in another.
MARK = '"“”„‟«»‹›❝❞〝〞＂「」『』'
SINGLE = "'’‘‚`´"
QUOTATION = re.compile(
    f"[{re.escape(MARK)}]|''|``|(?<![\\w{re.escape(SINGLE)}])[{SINGLE}](?=\\S)|(?<=\\S)[{SINGLE}](?!\\w)"
)
WORD = re.compile(r"\w")
Level = Literal["single", "double"] | None
ALWAYS_OPENS, ALWAYS_CLOSES = "“„「『", "”」』"  # guillemets point inward in one country, outward in another


def quote_of(text: str, spans: Spans) -> Quote:
    """Tell how the content at `spans` is quoted in `text`.

    A quotation whose closing mark is missing runs to the end of its span, and one that a span leaves open goes on in
    the next, as in “I came,” he said, and saw.”
    """
    inside = outside = False
    level: Level = None
    for start, end in spans:
        first = start - 1 if start and text[start - 1] in MARK else start
        at = first
        for mark in QUOTATION.finditer(text, first, end):
            if WORD.search(text, at, mark.start()):
                inside, outside = inside or bool(level), outside or not level
            level = _level_after(text, mark, level)
            at = mark.end()
        if WORD.search(text, at, end):
            inside, outside = inside or bool(level), outside or not level
    if inside:
        return "mixed" if outside else "direct"
    return "indirect"


def _level_after(text: str, mark: re.Match[str], level: Level) -> Level:
    """Return what quotation the text is in after this mark; inside one, marks of the other kind change nothing."""
    sign = mark.group()
    kind: Level = "single" if sign in SINGLE else "double"
    word_before = mark.start() > 0 and not text[mark.start() - 1].isspace()
    word_after = mark.end() < len(text) and not text[mark.end()].isspace() and text[mark.end()] not in ",.;:!?)"
    if level is None:
        return kind if sign not in ALWAYS_CLOSES and (word_after or not word_before) else None
    if level != kind or (word_after and not word_before) or (sign in ALWAYS_OPENS and word_after):
        return level  # another quotation inside, or the next paragraph of the same one
    return None
