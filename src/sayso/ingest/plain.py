"""A plain text, with or without header lines, becomes an article."""

from __future__ import annotations

import re

from sayso.errors import UnreadableInput
from sayso.ingest.dates import check_date
from sayso.ingest.decode import check_length
from sayso.terms.article import Article

HEADER = re.compile(r"(outlet|url|title|published):[ \t]*(.*)", re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\n|\r")


def article_from_plain(text: str, name: str, *, url: str | None = None, doc: str | None = None) -> Article:
    """Make an article of a text whose first lines may be `outlet:`, `url:`, `title:`, `published:`, then a blank line.

    Header lines count only where a blank line ends them; otherwise everything is text. The text itself is kept
    character for character. Raises UnreadableInput where no text is left, or a date is none.
    """
    fields, rest = _split_header(text)
    if not rest.strip():
        raise UnreadableInput(name, "has no text")
    check_length(rest, name)
    published = check_date(fields.get("published"), name)
    return Article(
        text=rest,
        outlet=fields.get("outlet"),
        url=url or fields.get("url"),  # where it was fetched is known better than where it says it was
        title=fields.get("title"),
        published=published,
        doc=doc,
    )


def _split_header(text: str) -> tuple[dict[str, str], str]:
    fields: dict[str, str] = {}
    at = 0
    while True:
        end = LINE_END.search(text, at)
        line = text[at : end.start()] if end else text[at:]
        found = HEADER.fullmatch(line)
        if not found:
            break
        if found[2].strip():
            fields[found[1].lower()] = found[2].strip()
        if not end:
            return {}, text
        at = end.end()
    if at and not line.strip() and end:
        return fields, text[end.end() :]
    return {}, text
