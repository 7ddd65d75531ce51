"""Show a reading to a person: the article, and under each paragraph the sayings in it, each as a small ladder."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sayso.read.paragraphs import find_paragraphs
from sayso.serve.safe_text import show_safely
from sayso.terms.attribution import Attribution, ChainLink
from sayso.terms.reading import Reading

STYLES = {"content": "green", "source": "bold cyan", "cue": "yellow"}
UNNAMED, HEDGE = "bold magenta", "bold red"
Mark = tuple[int, int, str]
NOBODY = "(nobody named)"
NO_OUTLET = "(outlet not given)"


def show_reading(reading: Reading, console: Console) -> None:
    """Print the reading to `console`, no line wider than it; without colours where it has none."""
    article = reading.article
    title = show_safely(article.title or str(article.doc or "") or article.url or "article").replace("\n", " ")
    console.print(Text(title, style="bold"))
    about = " · ".join(x for x in (article.outlet, article.published, article.url) if x)
    if about:
        console.print(Text(show_safely(about).replace("\n", " "), style="dim"))
    console.print()
    number = 0
    waiting = deque(_numbered(reading))
    marks = sorted(_marks(reading))
    for start, end in find_paragraphs(article.text):
        paragraph = Text(show_safely(re.sub(r"[\r\n]", " ", article.text[start:end])))
        if len(paragraph) == end - start:  # where nothing was taken out, offsets hold
            _mark(paragraph, start, end, marks)
        _print(paragraph, "", "", console)
        while waiting and waiting[0].cue.spans[0].start < end:
            number += 1
            _show_ladder(waiting.popleft(), number, console)
        console.print()
    count = len(reading.attributions)
    for line in _commitments(reading):
        _print(Text(_flat(line)), "", "   ", console)
    console.print(Text(f"{count} attribution{'' if count == 1 else 's'}", style="dim"))
    console.print()


def _commitments(reading: Reading) -> Iterator[str]:
    """Yield the positions and the meetings, a line each."""
    for p in reading.positions:
        conditions = "".join(f" (condition: {_flat(c.text)})" for c in p.conditions)
        yield f"position {p.party}: {p.act}: {p.content.text}{conditions}"
    for m in reading.meetings:
        about = ", ".join(x for x in (m.date, m.place) if x)
        yield f"meeting {m.status}: {', '.join(m.participants)}{f' ({about})' if about else ''}"


def _print(words: Text, before: str, under: str, console: Console) -> None:
    """Print `words` wrapped, the first line after `before`, the others after `under`, nothing behind a line's end."""
    room = max(20, console.width - max(len(before), len(under)))
    for i, line in enumerate(words.wrap(console, room)):
        line.rstrip()
        console.print(Text(under if i else before) + line, soft_wrap=True)


def _marks(reading: Reading) -> Iterator[Mark]:
    for one in reading.attributions:
        for role, part in (("content", one.content), ("source", one.source), ("cue", one.cue)):
            yield from ((start, end, role) for start, end in part.spans)


def _mark(paragraph: Text, start: int, end: int, marks: list[Mark]) -> None:
    """Colour the paragraph at [start, end) and drop from `marks`, sorted by start, those that end in it."""
    count = bisect_left(marks, (end,))
    here, marks[:count] = marks[:count], [m for m in marks[:count] if m[1] > end]
    for role, style in STYLES.items():  # contents first, so that sources and cues inside them stay visible
        for first, after, its in here:
            if its == role and after > start:
                paragraph.stylize(style, max(first, start) - start, min(after, end) - start)


def _show_ladder(one: Attribution, number: int, console: Console) -> None:
    """Print the rungs: the chain from the outlet down to the source, the cue, the content, how it is said."""
    outlet, *below = one.chain
    _print(Text(_flat(outlet.name or NO_OUTLET), "dim"), f"{number:>4}  ", " " * 6, console)
    depth = " " * 6
    for rung in [_rung(link) for link in below[:-1]] + [_last_rung(one)] if below else []:
        _print(rung, f"{depth}└─ ", f"{depth}   ", console)
        if len(depth) < console.width // 2:  # a deeper chain goes straight down
            depth += "   "
    _print(Text(f"[{_flat(one.cue.text)}]", STYLES["cue"]), depth, depth, console)
    _print(Text(_flat(one.content.text), STYLES["content"]), depth, depth, console)
    _print(_manner(one), depth, depth, console)


def _rung(link: ChainLink) -> Text:
    rung = Text(_flat(link.name or NOBODY), STYLES["source"] if link.named else UNNAMED)
    return rung if link.named or (link.name or "").count("unnamed") or not link.name else rung.append(" (unnamed)")


def _last_rung(one: Attribution) -> Text:
    """Return the source: who it is, and the words that say so where they are others."""
    rung = _rung(one.chain[-1])
    words = _flat(one.source.text)
    if words and words != one.chain[-1].name:
        rung.append(f" (“{words}”)", "dim")
    return rung


def _manner(one: Attribution) -> Text:
    """Return how it is said: what is plain (said as certain, not negated) is left out, hedges and denials stand out."""
    line = Text(", ".join(x for x in (one.content.quote, one.act) if x), "dim")
    if one.certainty not in (None, "certain"):
        line.append(f", {one.certainty}", HEDGE)
    if one.negated:
        line.append(", negated", HEDGE)
    if one.said_on:
        line.append(f", on {one.said_on}", "dim")
    return line.append(f", {one.confidence:.2f}", "dim")


def explain_attribution(reading: Reading, number: int, console: Console) -> None:
    """Print for the attribution with this number on the page why each link of its chain is there.

    Raises IndexError where there is no such number.
    """
    if not 1 <= number <= len(reading.attributions):
        raise IndexError(number)
    one = _numbered(reading)[number - 1]
    _show_ladder(one, number, console)
    for reason in reading.reasons.get(one.id, ()):
        _print(Text(_flat(reason)), "      - ", "        ", console)
    console.print()


def _numbered(reading: Reading) -> list[Attribution]:
    """Return the attributions in the order in which the page numbers them: by where their cues stand."""
    return sorted(reading.attributions, key=lambda a: a.cue.spans[0])


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", show_safely(words)).strip()
