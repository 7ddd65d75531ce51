"""Show a reading to a person: the article, and under each paragraph the sayings in it, each as a small ladder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sayso.serve.safe_text import show_safely
from sayso.terms.attribution import Attribution
from sayso.terms.reading import Reading

STYLES = {"source": "bold cyan", "cue": "yellow", "content": "green"}
NOBODY = "(nobody named)"
NO_OUTLET = "(outlet not given)"


def show_reading(reading: Reading, console: Console) -> None:
    """Print the reading to `console`, no line wider than it; without colours where it has none."""
    article = reading.article
    title = show_safely(article.title or article.doc or article.url or "article").replace("\n", " ")
    console.print(Text(title, style="bold"))
    about = " · ".join(x for x in (article.outlet, article.published, article.url) if x)
    if about:
        console.print(Text(show_safely(about).replace("\n", " "), style="dim"))
    console.print()
    number = 0
    waiting = sorted(reading.attributions, key=lambda a: a.cue.spans[0])
    for start, end in _paragraphs(article.text):
        paragraph = Text(show_safely(article.text[start:end]))
        if len(paragraph) == end - start:  # where nothing was taken out, offsets hold
            _mark(paragraph, start, end, reading)
        _print(paragraph, "", "", console)
        for one in waiting:
            if start <= one.cue.spans[0].start < end:
                number += 1
                _show_ladder(one, number, console)
        console.print()
    count = len(reading.attributions)
    console.print(Text(f"{count} attribution{'' if count == 1 else 's'}", style="dim"))
    console.print()


def _print(words: Text, before: str, under: str, console: Console) -> None:
    """Print `words` wrapped, the first line after `before`, the others after `under`, nothing behind a line's end."""
    room = max(20, console.width - max(len(before), len(under)))
    for i, line in enumerate(words.wrap(console, room)):
        line.rstrip()
        console.print(Text(under if i else before) + line, soft_wrap=True)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\r\n]*\S[^\r\n]*", text):
        yield line.span()


def _mark(paragraph: Text, start: int, end: int, reading: Reading) -> None:
    for one in reading.attributions:
        for role, spans in (("content", one.content.spans), ("source", one.source.spans), ("cue", one.cue.spans)):
            for span in spans:
                if span.start < end and span.end > start:
                    paragraph.stylize(STYLES[role], max(span.start, start) - start, min(span.end, end) - start)


def _show_ladder(one: Attribution, number: int, console: Console) -> None:
    """Print the rungs: the chain from the outlet down to the source, then the cue, then the content."""
    rungs = [link.name or NOBODY for link in one.chain[1:-1]] + [_flat(one.source.text) or NOBODY]
    _print(Text(_flat(one.chain[0].name or NO_OUTLET), "dim"), f"{number:>4}  ", " " * 6, console)
    depth = " " * 6
    for rung in rungs:
        _print(Text(_flat(rung), STYLES["source"]), f"{depth}└─ ", f"{depth}   ", console)
        depth += "   "
    _print(Text(f"[{_flat(one.cue.text)}]", STYLES["cue"]), depth, depth, console)
    _print(Text(_flat(one.content.text), STYLES["content"]), depth, depth, console)
    _print(Text(f"{one.content.quote}, {one.confidence:.2f}", "dim"), depth, depth, console)


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", show_safely(words)).strip()
