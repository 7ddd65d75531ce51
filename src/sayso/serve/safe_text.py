"""Keep strangers' text from steering the reader's terminal."""

from __future__ import annotations

import re

# C0 and C1 control codes, deletes, marks that turn the direction of writing, and separators that terminals treat as
# line ends. Tab and line feed are left to the caller's layout.
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def show_safely(text: str) -> str:
    """Return `text` with every character that could steer a terminal replaced by U+FFFD; carriage returns go."""
    return STEERING.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")


def escape_in_json(line: str) -> str:
    """Return a line of JSON with such characters as \\u escapes: the same value, and nothing a terminal obeys."""
    return STEERING.sub(lambda m: _escape(ord(m.group())), line)


def _escape(code: int) -> str:
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"
