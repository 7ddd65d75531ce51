"""Check that a date is one."""

from __future__ import annotations

import re
from datetime import datetime

from sayso.errors import UnreadableInput

ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")


def check_date(given: str | None, name: str) -> str | None:
    """Return `given` unchanged if it is an ISO 8601 date or time, None for none. Raises UnreadableInput."""
    if not given:
        return None
    try:
        if not ISO.fullmatch(given):
            raise ValueError
        datetime.fromisoformat(given)
    except ValueError:
        raise UnreadableInput(
            name, f"published is {given[:40]!r}; write 2025-08-22 or 2025-08-22T10:00:00+03:00"
        ) from None
    return given
