"""Articles as JSON objects, one in a file or one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from sayso.errors import InputError, UnreadableInput
from sayso.ingest.dates import check_date
from sayso.ingest.decode import check_characters, check_length, decode_text
from sayso.terms.article import Article

FIELDS = ("outlet", "url", "title", "published", "language")


def article_from_json(text: str, name: str) -> Article:
    """Make an article of one JSON object; only `text` must be there. Raises UnreadableInput.

    Keys that an article does not have are passed over, so that other programs' objects can be read as they are.
    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if "\n" in text else f"column {error.colno}"
        raise UnreadableInput(name, f"is not valid JSON ({error.msg} at {place})") from None
    except ValueError:
        raise UnreadableInput(name, "holds a number of thousands of digits") from None
    except RecursionError:
        raise UnreadableInput(name, "is JSON nested too deeply") from None
    if not isinstance(given, dict):
        raise UnreadableInput(name, f"is a JSON {_kind(given)}; an article is an object with a text")
    words = given.get("text")
    if not isinstance(words, str):
        raise UnreadableInput(name, 'has no "text", the one key that an article must have')
    fields: dict[str, str | None] = {}
    for key in FIELDS:
        value = given.get(key)
        if value is not None and not isinstance(value, str):
            raise UnreadableInput(name, f'has a "{key}" that is a {_kind(value)}; it must be a string or null')
        fields[key] = value or None
    doc = given.get("doc")
    if doc is not None and (not isinstance(doc, str | int) or isinstance(doc, bool)):
        raise UnreadableInput(name, f'has a "doc" that is a {_kind(doc)}; it must be a string, a whole number or null')
    for part in (words, *fields.values(), doc):
        if isinstance(part, str):
            check_characters(part, name)
    if not words.strip():
        raise UnreadableInput(name, "has an empty text")
    check_length(words, name)
    fields["published"] = check_date(fields["published"], name)
    return Article(text=words, doc=doc, **fields)


def is_object(line: bytes) -> bool:
    """Return whether a line by itself is a JSON object, as each line of JSONL is."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def articles_from_lines(start: bytes, stream: BinaryIO, name: str, largest: int) -> Iterator[Article | InputError]:
    """Yield the article of each line, or why it is none; blank lines are passed over. `start` was already read."""
    found = False
    for number, line in enumerate(_lines(start, stream, largest), 1):
        where = f"{name}, line {number}"
        if len(line) > largest:
            yield UnreadableInput(
                where, f"is longer than {largest // 1_000_000} MB, the most that one article may have"
            )
            found = True
        elif line.strip():
            found = True
            try:
                yield article_from_json(decode_text(line, where), where)
            except InputError as error:
                yield error
    if not found:
        yield UnreadableInput(name, "is empty")


def _lines(start: bytes, stream: BinaryIO, largest: int) -> Iterator[bytes]:
    """Yield lines; of one that is too long only so much that this can be seen, the rest is skipped, not held."""
    left = start
    while True:
        line, end, left = left.partition(b"\n")
        if end:
            yield line
            continue
        line += stream.readline(largest + 1 - len(line)) if len(line) <= largest else b""
        if not line:
            return
        yield line
        while not line.endswith(b"\n"):  # the rest of a line that is too long, or the end
            line = stream.readline(1 << 20)
            if not line:
                return


def _kind(value: object) -> str:
    names = {dict: "object", list: "list", str: "string", bool: "truth value", int: "number", float: "number"}
    return names.get(type(value), "null")
