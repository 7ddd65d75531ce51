"""Read dates off a text: written out, or told from the day of publication ("on Monday", "this morning")."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from sayso.terms.span import Spans

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAY = "|".join(d.title() for d in DAYS)
_MONTH = "|".join(f"{m.title()}|{m[:3].title()}\\.?" for m in MONTHS) + "|Sept\\.?"
WHEN = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month1>{_MONTH})(?:,?\s+(?P<year1>\d{{4}}))?"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<year2>\d{{4}}))?"
    rf"|(?P<next>[Nn]ext\s+|[Cc]oming\s+)?(?P<weekday>{_DAY})"
    r"|(?P<today>[Tt]oday|[Tt]his\s+(?:morning|afternoon|evening)|[Tt]onight)"
    r"|(?P<yesterday>[Yy]esterday|[Ll]ast\s+night)|(?P<tomorrow>[Tt]omorrow))\b"
)
CLOSE = 60  # characters between a date and the cue or source that it belongs to
SENTENCE_END = re.compile(r"[.!?][\"”’»']?\s+(?=[\"“‘«A-Z])|\n")


class When(NamedTuple):
    """A date in the text: where it stands, and which day it is."""

    start: int
    end: int
    day: date


def find_dates(
    text: str, published: str | None, start: int = 0, end: int | None = None, *, ahead: bool = False
) -> list[When]:
    """Return the dates in text[start:end] that name a day.

    published: the article's day, by which weekdays and dates without a year are reckoned; without it they are left out.
    A weekday is the last one up to that day; with `ahead`, as for what is still to come, the next one from it on.
    """
    today = day_of(published)
    found = []
    for m in WHEN.finditer(text, start, len(text) if end is None else end):
        day = _day(m, today, ahead)
        if day:
            found.append(When(m.start(), m.end(), day))
    return found


def day_of(published: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time, None where it is none."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def said_on(text: str, source: Spans, cue: Spans, content: Spans, published: str | None) -> str | None:
    """Return the day of a saying as the text tells it: a date beside its cue or source, outside its content."""
    spoken = [*source, *cue]
    begin = max((m.end() for m in SENTENCE_END.finditer(text, max(0, cue[0].start - 400), cue[0].start)), default=0)
    after = SENTENCE_END.search(text, cue[-1].end)
    end = after.start() if after else len(text)
    near = []
    for when in find_dates(text, published, max(begin, cue[0].start - 400), end):
        if any(s < when.end and when.start < e for s, e in content):
            continue
        away = min(max(when.start - e, s - when.end, 0) for s, e in spoken)
        if away <= CLOSE:
            near.append((away, when.day))
    return min(near)[1].isoformat() if near else None


def _day(m: re.Match[str], today: date | None, ahead: bool) -> date | None:
    if m["iso"]:
        return day_of(m["iso"])
    month = m["month1"] or m["month2"]
    if month:
        number = next(i for i, name in enumerate(MONTHS, 1) if name.startswith(month.casefold().rstrip(".")[:3]))
        year = m["year1"] or m["year2"]
        return _in_year(int(m["day1"] or m["day2"]), number, int(year) if year else None, today, ahead)
    if today is None:
        return None
    if m["weekday"]:
        away = (DAYS.index(m["weekday"].casefold()) - today.weekday()) % 7
        if ahead or m["next"]:
            return today + timedelta(away + 7 * bool(m["next"] and not away))
        return today + timedelta(away - 7 if away else 0)
    return today + timedelta(0 if m["today"] else -1 if m["yesterday"] else 1)


def _in_year(day: int, month: int, year: int | None, today: date | None, ahead: bool) -> date | None:
    try:
        if year:
            return date(year, month, day)
        if today is None:
            return None
        guess = date(today.year, month, day)
        if guess > today + timedelta(183 if ahead else 0):
            return date(today.year - 1, month, day)
        if ahead and guess < today - timedelta(183):
            return date(today.year + 1, month, day)
        return guess
    except ValueError:
        return None
