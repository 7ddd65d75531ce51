"""Those whose word it is, as one article lets them be known, and where it mentions them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from sayso.read.encoder import Floats
from sayso.read.heads import FIELDS
from sayso.read.knowledge import Known
from sayso.read.names import same_body, same_person, tokens, unnamed
from sayso.terms.attribution import ChainLink, Kind

KINDS = FIELDS["kind"]
LONGEST = 64  # pieces of a mention; longer ones are cut for the search


@dataclass(slots=True)
class Entity:
    """One whose word it is.

    `names` are proper names in the order found, `descriptions` other wordings; `told` sums what the network tells of
    kind, named and plural over the mentions; `known` is who that is in the world; `number` counts those of an article.
    """

    names: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    told: dict[str, Floats] = field(default_factory=dict)
    known: Known | None = None
    number: int = 0

    @property
    def name(self) -> str | None:
        """The fullest proper name, else the first description, called unnamed where it is."""
        if self.names:
            if self.known and self.known.kind == "person" and self.known.id and all(" " not in n for n in self.names):
                return self.known.name
            return max(self.names, key=lambda n: (min(len(tokens(n)), 4), -self.names.index(n)))
        if not self.descriptions:
            return None
        return self.descriptions[0] if self.named else unnamed(self.descriptions[0])

    @property
    def kind(self) -> Kind:
        """The likeliest kind."""
        return KINDS[int(self.told["kind"].argmax())] if "kind" in self.told else "unknown"  # type: ignore[return-value]

    @property
    def named(self) -> bool:
        """Whether the text lets a reader identify them: who has a name does, whatever a pronoun's context tells."""
        return bool(self.names) or ("named" in self.told and bool(self.told["named"].argmax()))

    @property
    def plural(self) -> bool:
        """Whether they are several."""
        return "plural" in self.told and bool(self.told["plural"].argmax())

    @property
    def link(self) -> ChainLink:
        """The link of a chain that they are."""
        return ChainLink(self.name, self.kind, self.named and self.name is not None)

    def learn(self, fields: Mapping[str, Floats], weight: float) -> None:
        """Add what the network tells of one mention."""
        for name in ("kind", "named", "plural"):
            self.told[name] = self.told.get(name, np.float32(0)) + weight * fields[name]

    def matches(self, name: str, person: bool) -> bool:
        """Return whether `name`, a person's or a body's, may be theirs."""
        if self.told and (self.kind == "person") != person:
            return False
        return any((same_person if person else same_body)(name, own) for own in self.names)


class Mentions:
    """Who is mentioned where: stretches of pieces [first, after), in order."""

    def __init__(self) -> None:
        self._places: list[tuple[int, int, int]] = []
        self._entities: list[Entity] = []
        self._numbers: dict[int, int] = {}

    def add(self, first: int, after: int, entity: Entity) -> None:
        """Note that the entity is mentioned there; a second time changes nothing."""
        number = self._numbers.setdefault(id(entity), len(self._entities))
        if number == len(self._entities):
            self._entities.append(entity)
        at = bisect_left(self._places, (first, after, number))
        if at == len(self._places) or self._places[at] != (first, after, number):
            insort(self._places, (first, after, number))

    def between(self, begin: int, end: int) -> Iterator[tuple[int, int, Entity]]:
        """Yield the mentions that overlap the stretch [begin, end), in order."""
        at = bisect_left(self._places, (begin - LONGEST, 0, 0))
        while at < len(self._places) and self._places[at][0] < end:
            first, after, number = self._places[at]
            if after > begin:
                yield first, after, self._entities[number]
            at += 1
