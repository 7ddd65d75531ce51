"""The parties of a negotiation: whom a name stands for, and whom an article is most about."""

from __future__ import annotations

import re

from sayso.read.entity import Entity, Mentions
from sayso.read.knowledge import Knowledge

Party = Entity | str  # somebody known, or by a name that stands for no source
PARTIES = ("government", "organisation", "group")
ADJECTIVE = ("an", "ese", "ish", "ic", "i")


def party_name(party: Party | None, published: str | None, knowledge: Knowledge | None) -> str | None:
    """Return the party's name: the country's where a capital, a seat or somebody in office stands for it."""
    if not isinstance(party, Entity):
        return party
    known = party.known
    if known and known.country and knowledge and known.kind in ("government", "person"):
        year = int(published[:4]) if published and published[:4].isdecimal() else None
        country = knowledge.country(known.country)
        if country and (known.kind == "government" or (year is not None and known.in_office(year))):
            return country.name
    return party.name


def country_of(name: str, text: str, knowledge: Knowledge | None) -> str | None:
    """Return the country that a name or an adjective stands for ("Ostrovan": "Ostrova"), None where it is neither."""
    known = knowledge.find((name,), "government", None, text) if knowledge else None
    if known and known.country:
        return known.name
    if " " in name or not name.casefold().endswith(ADJECTIVE):
        return None
    stem = name[: max(4, len(name) - 3)]
    nouns: list[str] = re.findall(rf"(?<!\w){re.escape(stem)}\w*", text)
    nouns = [n for n in nouns if not n.casefold().removesuffix("s").endswith(ADJECTIVE)]
    return max(nouns, key=nouns.count) if nouns else None


def main_parties(mentions: Mentions, length: int) -> list[Entity]:
    """Return the parties of an article of `length` pieces that have a name, the most mentioned first."""
    times: dict[int, int] = {}
    found: dict[int, Entity] = {}
    for _, _, entity in mentions.between(0, length):
        if entity.names and entity.kind in PARTIES:
            found[id(entity)] = entity
            times[id(entity)] = times.get(id(entity), 0) + 1
    return sorted(found.values(), key=lambda e: -times[id(e)])
