"""Turn bytes into text, or say plainly why they are none."""

from __future__ import annotations

import codecs
import re

from sayso.errors import UnreadableInput

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST = 1_000_000  # characters of an article's text: a long novel; memory grows with it
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode_text(body: bytes, name: str, *, encoding: str | None = None) -> str:
    """Decode `body` as its byte-order mark says, else as `encoding`, else as UTF-8. Raises UnreadableInput.

    Nothing is guessed: a text decoded wrongly would be read wrongly without a sign of it. Line ends stay as they are.
    """
    for mark, marked in MARKS:
        if body.startswith(mark):
            return _decode(body[len(mark) :], marked, name)
    if b"\0" in body:
        raise UnreadableInput(name, "is binary, not text")
    return _decode(body, encoding or "utf-8", name)


def _decode(body: bytes, encoding: str, name: str) -> str:
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        control = sum(byte < 9 or 13 < byte < 32 for byte in body[:4096])
        if control > len(body[:4096]) // 50:
            raise UnreadableInput(name, "is binary, not text") from None
        wrong = body[error.start]
        reason = f"is not {encoding.upper()} text (byte 0x{wrong:02x} at {error.start}); convert it to UTF-8 first"
        raise UnreadableInput(name, reason) from None
    except (LookupError, ValueError):
        raise UnreadableInput(name, f"is in the encoding {encoding[:40]!r}, which is not known here") from None
    if "\0" in text:
        raise UnreadableInput(name, "is binary, not text")
    check_characters(text, name)
    return text


def check_characters(text: str, name: str) -> None:
    """Raise UnreadableInput where `text` holds half of a surrogate pair, which is no character."""
    if LONE_SURROGATE.search(text):
        raise UnreadableInput(name, "holds half of a surrogate pair, which is no character")


def check_length(text: str, name: str) -> None:
    """Raise UnreadableInput where the text of an article is longer than LONGEST characters."""
    if len(text) > LONGEST:
        raise UnreadableInput(name, f"has a text of {len(text):,} characters; an article may have {LONGEST:,}")
