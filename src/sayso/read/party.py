"""The parties of a negotiation: whom a name stands for, and whom an article is most about."""

from __future__ import annotations

import re
from collections import Counter

from sayso.read.entity import Entity, Mentions
from sayso.read.knowledge import Knowledge

Party = Entity | str  # somebody known, or by a name that stands for no source
PARTIES = ("government", "organisation", "group")
ADJECTIVE = ("an", "ese", "ish", "ic", "i")
SHORTEST = 6  # letters of an adjective that a country may be read off


def party_name(party: Party | None, knowledge: Knowledge, *, published: str | None = None) -> str | None:
    """Return the party's name: the country's where a capital, a seat or somebody in office then stands for it."""
    if not isinstance(party, Entity):
        return party
    known = party.known
    if known and known.country and known.kind in ("government", "person"):
        year = int(published[:4]) if published and published[:4].isdecimal() else None
        country = knowledge.country(known.country)
        if country and (known.kind == "government" or (year is not None and known.in_office(year))):
            return country.name
    return party.name


def country_of(name: str, knowledge: Knowledge, text: str) -> str | None:
    """Return the country that a name or an adjective stands for ("Ostrovan": "Ostrova"), None where it is neither.

    A country that the knowledge base does not hold is looked for in the text: as a word that the adjective is made of.
    """
    known = knowledge.find((name,), "government")
    if known and known.country:
        return known.name
    if not name.isalpha() or len(name) < SHORTEST or not name.casefold().endswith(ADJECTIVE):
        return None
    stem = re.escape(name[: max(4, len(name) - 2)])
    nouns = Counter(re.findall(rf"(?<!\w){stem}\w{{0,2}}(?!\w)", text))
    nouns = Counter({n: c for n, c in nouns.items() if len(n) <= len(name) and not n.casefold().endswith(ADJECTIVE)})
    return nouns.most_common(1)[0][0] if nouns else None


def main_parties(mentions: Mentions, length: int) -> list[Entity]:
    """Return the parties of an article of `length` pieces that have a name, the most mentioned first."""
    times: dict[int, int] = {}
    found: dict[int, Entity] = {}
    for _, _, entity in mentions.between(0, length):
        if entity.names and entity.kind in PARTIES:
            found[id(entity)] = entity
            times[id(entity)] = times.get(id(entity), 0) + 1
    return sorted(found.values(), key=lambda e: -times[id(e)])
