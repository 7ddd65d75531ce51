"""Turn whatever a user names (a file, an address, standard input) into articles."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sayso.errors import InputError, MissingInput, UnreadableInput
from sayso.ingest.decode import decode_text
from sayso.ingest.json_articles import article_from_json, articles_from_lines, is_object
from sayso.ingest.plain import article_from_plain
from sayso.settings import Settings
from sayso.terms.article import Article

LARGEST = 20_000_000  # bytes of one article as text, JSON or HTML
STANDARD_INPUT = "standard input"
BY_NAME = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text",
    ".json": "json",
}  # fmt: skip
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_input(name: str, settings: Settings) -> Iterator[Article | InputError]:
    """Yield the articles of one input, and in place of each that cannot be read, why.

    `name` is a path, an http(s) address, or "-" for standard input. The form of a file is told by its name where that
    says it (.txt, .json, .jsonl, .html), else by how it begins. Nothing is raised: one bad input never stops the rest.
    """
    try:
        yield from _read(name, settings)
    except InputError as error:
        yield error


def _read(name: str, settings: Settings) -> Iterator[Article | InputError]:
    if name.lower().startswith(("http://", "https://")):
        yield _read_address(name, settings)
        return
    shown = STANDARD_INPUT if name == "-" else name
    try:
        if name == "-":
            if sys.stdin is None:
                raise MissingInput(shown, "is closed")
            yield from _read_stream(sys.stdin.buffer, shown, "", None)
            return
        path = Path(name)
        if path.is_dir():
            raise UnreadableInput(name, "is a folder; name the files in it")
        with path.open("rb") as stream:
            yield from _read_stream(stream, name, BY_NAME.get(path.suffix.lower(), ""), path.name)
    except FileNotFoundError:
        raise MissingInput(name, "no such file") from None
    except PermissionError:
        raise MissingInput(name, "may not be opened (no permission)") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableInput(shown, f"could not be read ({reason})") from None


def _read_address(name: str, settings: Settings) -> Article:
    from sayso.ingest.fetch import fetch_page

    page = fetch_page(name, settings)
    if page.is_html:
        from sayso.ingest.pages import article_from_page

        return article_from_page(page.body, name, url=page.url)
    return article_from_plain(decode_text(page.body, name, encoding=page.encoding), name, url=page.url)


def _read_stream(stream: BinaryIO, name: str, form: str, doc: str | None) -> Iterator[Article | InputError]:
    """Read one file or stream. `form` is what its name says, empty for nothing; `doc` the id that its article gets."""
    start = stream.readline(LARGEST + 1)
    while len(start) <= LARGEST and not start.strip():
        line = stream.readline(LARGEST + 1)
        if not line:
            break
        start += line
    form = _form(start, form) if form in ("", "json") else form
    if form == "jsonl":
        yield from articles_from_lines(start, stream, name, LARGEST)
        return
    body = start + stream.read(LARGEST + 1 - len(start))
    if len(body) > LARGEST:
        raise UnreadableInput(name, f"is larger than {LARGEST // 1_000_000} MB, the most that one article may have")
    if not body.strip():
        raise UnreadableInput(name, "is empty")
    if form == "html":
        from sayso.ingest.pages import article_from_page

        yield article_from_page(body, name, doc=doc)
    elif form == "json":
        yield article_from_json(decode_text(body, name), name)
    else:
        yield article_from_plain(decode_text(body, name), name, doc=doc)


def _form(start: bytes, named: str) -> str:
    """Tell text, html, json (one object) and jsonl (one a line) apart by the first line that is not blank."""
    if start.startswith(UTF_16):
        head = start.decode("utf-16", "ignore").encode("utf-8", "ignore").lstrip()
    else:
        head = start.removeprefix(codecs.BOM_UTF8).lstrip()
    low = head[:200].lower()
    if named == "json" or head.startswith((b"{", b"[")):
        if head.startswith(b"{") and start.endswith(b"\n") and is_object(head):
            return "jsonl"
        return "json" if named or head.startswith(b"{") or head[1:].lstrip().startswith(b"{") else "text"
    if low.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<article", b"<?xml")):
        return "html"
    return "text"
