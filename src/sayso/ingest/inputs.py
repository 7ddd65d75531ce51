"""Turn whatever a user names (a file, an address, standard input) into articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sayso.errors import InputError, MissingInput, UnreadableInput
from sayso.ingest.decode import decode_text
from sayso.ingest.json_articles import article_from_json, articles_from_lines
from sayso.ingest.plain import article_from_plain
from sayso.settings import Settings
from sayso.terms.article import Article

LARGEST = 20_000_000  # bytes of one article as text, JSON or HTML; a book has about one million
LOOK = 4096  # bytes at the start of an input by which its form is told


def read_input(name: str, settings: Settings) -> Iterator[Article | InputError]:
    """Yield the articles of one input, and in place of each that cannot be read, why.

    `name` is a path, an http(s) address, or "-" for standard input. The form of a file is told by its name where that
    says it (.json, .jsonl, .html), else by how it begins. Nothing is raised: one bad input never stops the others.
    """
    try:
        if name.startswith(("http://", "https://")):
            from sayso.ingest.fetch import fetch_page
            from sayso.ingest.pages import article_from_page

            page = fetch_page(name, settings)
            if page.is_html:
                yield article_from_page(page.body, name, url=page.url)
            else:
                yield article_from_plain(decode_text(page.body, name, encoding=page.encoding), name, url=page.url)
        elif name == "-":
            yield from _read_stream(sys.stdin.buffer, "standard input", "")
        else:
            yield from _read_file(Path(name), name)
    except InputError as error:
        yield error


def _read_file(path: Path, name: str) -> Iterator[Article | InputError]:
    try:
        if path.is_dir():
            raise UnreadableInput(name, "is a folder; name the files in it")
        with path.open("rb") as stream:
            yield from _read_stream(stream, name, path.suffix.lower())
    except FileNotFoundError:
        raise MissingInput(name, "no such file") from None
    except PermissionError:
        raise MissingInput(name, "may not be opened (no permission)") from None
    except OSError as error:
        raise UnreadableInput(name, f"could not be read ({error.strerror or error})") from None


def _read_stream(stream: BinaryIO, name: str, suffix: str) -> Iterator[Article | InputError]:
    start = stream.read(LOOK)
    form = _form(start, suffix)
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

        yield article_from_page(body, name)
    elif form == "json":
        yield article_from_json(decode_text(body, name), name)
    else:
        yield article_from_plain(decode_text(body, name), name)


def _form(start: bytes, suffix: str) -> str:
    """Tell text, html, json (one object) and jsonl (one a line) apart, by the file's name or by its first bytes."""
    by_name = {".html": "html", ".htm": "html", ".xhtml": "html", ".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text"}
    if suffix in by_name:
        return by_name[suffix]
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if suffix == ".json" or head.startswith((b'{"', b"{ ", b"{\n", b"{\r")):
        first_line = head.split(b"\n", 1)[0].rstrip()
        return "jsonl" if first_line.endswith(b"}") and b"\n" in head.strip() else "json"
    low = head[:1024].lower()
    if low.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (low.startswith(b"<") and b"<html" in low):
        return "html"
    return "text"
