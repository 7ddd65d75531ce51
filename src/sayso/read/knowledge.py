"""Who is who in the news: a small table of governments, people in office, bodies and outlets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sayso.errors import ModelError
from sayso.read.names import split_words, tokens
from sayso.read.when import day_of
from sayso.terms.attribution import Kind

FIELDS = 9  # of a line: kind, id, country, since, until, state, domain, name, keys
ENDING = re.compile(r"(?:iy|yy|yi|ij|yj|ii|iĭ)$")  # Zelenskiy, Zelenskyy, Zelenskyi: Zelensky
PRONOUN_US = re.compile(r"\b[Uu]s\b")  # no country, as US and U.S. are
AMERICAN = re.compile(r"\bU\.?S\.?(?![\w.])")
LONG_AFTER = 20  # years after which a person out of office is hardly meant


@dataclass(frozen=True, slots=True)
class Known:
    """One line of the table; what it does not tell is empty. Years bound a person's time in office."""

    kind: str
    id: str
    country: str
    since: str
    until: str
    state: bool
    domain: str
    name: str

    def in_office(self, year: int) -> bool:
        """Return whether a person held office in that year, as far as is known."""
        return (not self.since or int(self.since) <= year) and (not self.until or year <= int(self.until))


class Knowledge:
    """Look names up. What is not there, or may be several, stays unknown."""

    def __init__(self, path: Path) -> None:
        """Open the table. Raises ModelError where it is damaged."""
        self._whole: dict[str, list[Known]] = {}
        self._last: dict[str, list[Known]] = {}
        self._countries: dict[str, Known] = {}
        self._places: dict[str, str] = {}
        try:
            lines = path.read_text("utf-8").splitlines()[1:]
        except UnicodeDecodeError:
            raise ModelError(f"{path} is damaged: it is not UTF-8") from None
        for line in lines:
            fields = line.split("\t")
            if len(fields) != FIELDS:
                raise ModelError(f"{path} is damaged: a line has {len(fields)} fields, not {FIELDS}")
            kind, number, country, since, until, state, domain, name, keys = fields
            one = Known(kind, number, country, since, until, bool(state), domain, name)
            for key in keys.split("|"):
                self._whole.setdefault(key, []).append(one)
            if kind == "government":
                self._countries[country] = one
                self._places.update((key, country) for key in keys.split("|"))
            if kind == "person" and number:
                self._last.setdefault(keys.split("|", 1)[0].rsplit(" ", 1)[-1], []).append(one)

    def find(
        self, names: Sequence[str], kind: Kind, *, published: str | None = None, countries: frozenset[str] = frozenset()
    ) -> Known | None:
        """Return who the names stand for: by a whole name, or by the last name of a head of state or government.

        published decides between people of one name; without it only a whole name counts. A last name counts only for
        one in office whose country is among `countries`, those that the article speaks of.
        """
        day = day_of(published)
        year = day.year if day else None
        found: list[Known] = []
        for name in names:
            found += [k for k in self._whole.get(key_of(name), ()) if _fits(k, kind) and k not in found]
        if kind == "person":
            found = [k for k in found if " " in k.name]
            if not found and year and names and all(" " not in key_of(n) for n in names):
                found = [k for k in self._last.get(key_of(names[0]), ()) if k.in_office(year)]
                found = [k for k in found if k.country in countries]
        if len(found) > 1 and year:
            found = [k for k in found if k.in_office(year)]
        if year:
            found = [k for k in found if not k.until or year - int(k.until) <= LONG_AFTER]
        return found[0] if len(found) == 1 else None

    def countries_in(self, text: str) -> frozenset[str]:
        """Return the countries that the text speaks of, by name, adjective, capital or seat of government."""
        words = split_words(AMERICAN.sub(" america ", PRONOUN_US.sub(" ", text)))
        found = set()
        for length in (1, 2, 3):
            for i in range(len(words) - length + 1):
                code = self._places.get(" ".join(words[i : i + length]))
                if code:
                    found.add(code)
        return frozenset(found)

    def country(self, code: str) -> Known | None:
        """Return the government of the country with this ISO 3166-1 alpha-3 code."""
        return self._countries.get(code)


def key_of(name: str) -> str:
    """Return what a name is looked up by: its words without case, accents, little words and variants of spelling."""
    return " ".join(ENDING.sub("y", t) for t in tokens(name))


def _fits(known: Known, kind: Kind) -> bool:
    if known.kind in ("person", "outlet"):
        return kind in (known.kind, "unknown")
    return kind not in ("person", "outlet", "document")
