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
_YEAR = r"(?:,\s+|\s+)(?P<{}>(?:19|20)\d\d)(?!\d|\s+[a-z])"  # "March 12, 1500 workers" names no year
WHEN = re.compile(
    r"(?<![\w-])(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month1>{_MONTH})(?:{_YEAR.format('year1')})?"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:{_YEAR.format('year2')})?"
    rf"|(?P<which>[Nn]ext\s+|[Cc]oming\s+|[Ll]ast\s+)?(?P<weekday>{_DAY})(?!\s+[A-Z][a-z])"  # the Sunday Times
    r"|(?P<today>[Tt]oday|[Tt]his\s+(?:morning|afternoon|evening)|[Tt]onight)"
    r"|(?P<yesterday>[Yy]esterday|[Ll]ast\s+night)|(?P<tomorrow>[Tt]omorrow))(?!\w)"
)
CLOSE = 60  # characters between a date and the cue or source that it belongs to
FAR = 400  # characters from a cue within which its sentence is looked for
GRACE = timedelta(days=7)  # by which a day without a year may lie after the publication and still be this year's
LONGEST = 40  # characters of a date
ABBREVIATED = ("Mr", "Mrs", "Ms", "Dr", "Sen", "Gov", "Rep", "Gen", "Col", "St", r"U\.S", r"U\.K", r"U\.N")
_NO_END = "".join(rf"(?<!\b{words})" for words in ABBREVIATED)
# A line that ends within a sentence was wrapped by hand.
SENTENCE_END = re.compile(rf"{_NO_END}[.!?][\"”’»']?\s+(?=[\"“‘«A-Z])|\n\s*\n|(?<![\w,;])\n")


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
    end = len(text) if end is None else min(end, len(text))
    return [
        When(m.start(), m.end(), day)
        for m in WHEN.finditer(text, start, min(len(text), end + LONGEST))
        if m.end() <= end and (day := _day(m, today, ahead))
    ]


def day_of(published: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time, None where it is none."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def said_on(text: str, source: Spans, cue: Spans, content: Spans, published: str | None) -> str | None:
    """Return the day of a saying as the text tells it: a date beside its cue or source, outside its content."""
    spoken = [*source, *cue]
    least, most = max(0, cue[0].start - FAR), min(len(text), cue[-1].end + FAR)
    before = [m.end() for m in SENTENCE_END.finditer(text, least, cue[0].start + 1) if m.end() <= cue[0].start]
    after = SENTENCE_END.search(text, cue[-1].end, most)
    near = []
    for when in find_dates(text, published, max(before, default=least), after.start() if after else most):
        if any(s < when.end and when.start < e for s, e in content):
            continue
        away = min(max(when.start - e, s - when.end, 0) for s, e in spoken)
        if away <= CLOSE:
            near.append((away, when.day))
    return min(near)[1].isoformat() if near else None


def _day(m: re.Match[str], today: date | None, ahead: bool) -> date | None:
    try:
        if m["iso"]:
            return date.fromisoformat(m["iso"])
        month = m["month1"] or m["month2"]
        if month:
            number = next(i for i, name in enumerate(MONTHS, 1) if name.startswith(month.casefold().rstrip(".")[:3]))
            year = m["year1"] or m["year2"]
            return _in_year(int(m["day1"] or m["day2"]), number, int(year) if year else None, today, ahead)
        if today is None:
            return None
        if m["weekday"]:
            return today + timedelta(_days_away(m, today, ahead))
        return today + timedelta(0 if m["today"] else -1 if m["yesterday"] else 1)
    except (ValueError, OverflowError):  # 30 February; before the year 1
        return None


def _days_away(m: re.Match[str], today: date, ahead: bool) -> int:
    onward = (DAYS.index(m["weekday"].casefold()) - today.weekday()) % 7
    which = (m["which"] or "").strip().casefold()
    if which == "last":
        return onward - 7
    if which or ahead:
        return onward or 7 * bool(which)
    return onward - 7 if onward else 0


def _in_year(day: int, month: int, year: int | None, today: date | None, ahead: bool) -> date | None:
    if year:
        return date(year, month, day)
    if today is None:
        return None
    guess = date(today.year, month, day)
    if ahead:
        return guess if guess >= today else date(today.year + 1, month, day)
    return guess if guess <= today + GRACE else date(today.year - 1, month, day)
