"""Find the quotations of a text, and tell how a content is quoted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

from sayso.read.paragraphs import find_paragraphs
from sayso.terms.attribution import Quote
from sayso.terms.span import Spans

# Marks that are never apostrophes. Which end they stand at is told by the white space beside them, since the same mark
# opens in one country and closes in another.
MARK = '"“”„‟«»‹›❝❞〝〞＂「」『』'
SINGLE = "'’‘‚`´"
QUOTATION = re.compile(
    f"[{re.escape(MARK)}]|''|``|(?<![\\w{re.escape(SINGLE)}])['‘‚`](?=[^\\s\\d])|(?<=\\S)['’´](?!\\w)|\\n\\s*"
)
WORD = re.compile(r"\w+")
Level = Literal["single", "double"] | None
# Guillemets point inward in one country and outward in another, so they are in neither.
ALWAYS_OPENS, ALWAYS_CLOSES = "“„‘‚「『", "”’」』"


class Quotation(NamedTuple):
    """A stretch inside quotation marks: from after the opening mark to before the closing one."""

    start: int
    end: int
    level: Level


def find_quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of `text` in order.

    A quotation goes on over a paragraph's end only where the next paragraph opens with the same kind of mark, as the
    custom is; one whose closing mark is missing therefore ends with its paragraph.
    """
    found: list[Quotation] = []
    level: Level = None
    start = 0
    ends = [end for _, end in find_paragraphs(text)]
    for mark in QUOTATION.finditer(text):
        if mark.group()[0] == "\n":
            i = bisect_right(ends, mark.start())
            if not (i and ends[i - 1] + 2 >= mark.start()):  # a line wrapped by hand
                continue
            after = QUOTATION.match(text, mark.end())
            if level and not (after and after.group()[0] != "\n" and _kind(after.group()) == level):
                found.append(Quotation(start, mark.start(), level))
                level = None
            continue
        following = _level_after(text, mark, level)
        if level and not following:
            found.append(Quotation(start, mark.start(), level))
        elif following and not level:
            start = mark.end()
        level = following
    if level:
        found.append(Quotation(start, len(text), level))
    return found


def quote_of(text: str, content: Spans, cue: Spans, quotations: Sequence[Quotation]) -> Quote:
    """Tell how the content is quoted: all its words inside quotation marks that its cue is outside of, none, or some.

    A quotation that holds the cue too is someone else's ("As they told us, ..."), and does not count.
    """
    seen = set()
    for start, end in content:
        for word in WORD.finditer(text, start, end):
            i = bisect_right(quotations, word.start(), key=lambda q: q.start) - 1
            quoted = i >= 0 and word.start() < quotations[i].end
            seen.add(quoted and not any(quotations[i].start <= s and e <= quotations[i].end for s, e in cue))
    if True in seen:
        return "mixed" if False in seen else "direct"
    return "indirect"


def _kind(sign: str) -> Level:
    return "single" if sign in SINGLE else "double"


def _level_after(text: str, mark: re.Match[str], level: Level) -> Level:
    """Return what quotation the text is in after this mark; inside one, marks of the other kind change nothing."""
    sign = mark.group()
    word_before = mark.start() > 0 and not text[mark.start() - 1].isspace()
    word_after = mark.end() < len(text) and not text[mark.end()].isspace() and text[mark.end()] not in ",.;:!?)"
    if level is None:
        return _kind(sign) if sign not in ALWAYS_CLOSES and (word_after or not word_before) else None
    if level != _kind(sign) or (word_after and not word_before) or (sign in ALWAYS_OPENS and word_after):
        return level  # another quotation inside, or the next paragraph of the same one
    return None
