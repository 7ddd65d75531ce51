"""Build the chain of each attribution: from the article's outlet down to the one whose word it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sayso.read.names import bare, is_name, same_body
from sayso.read.pointing import Pointed
from sayso.read.resolve import Entity
from sayso.read.saying import Saying
from sayso.terms.attribution import ChainLink
from sayso.terms.span import slice_text

Link = Entity | str | None  # somebody known, an outlet by its name alone, or nobody that the text names
HEARD_BEFORE = 0.8  # odds of no report up to which a source stays in the report that it was heard through before
TURNED = ("deny", "doubt", "reject")  # acts of one who does not vouch for the report inside the content


class Chains:
    """Tells the links below the page for each saying of an article."""

    def __init__(
        self,
        text: str,
        outlet: str | None,
        sayings: Sequence[Saying],
        parents: Sequence[int | None],
        who: Sequence[Entity | None],
        pointed: Sequence[Pointed],
        reasons: Mapping[int, str],
    ) -> None:
        """Reasons tell for each saying how its source is known."""
        self.text, self.outlet, self.reasons = text, outlet, reasons
        self.sayings, self.parents, self.who, self.pointed = sayings, parents, who, pointed
        self._links: dict[int, tuple[Link, ...]] = {}
        self._why: dict[int, tuple[str, ...]] = {}

    def links(self, i: int) -> tuple[Link, ...]:
        """Return the links of saying `i` below the page, its own source last."""
        if i not in self._links:
            self._links[i], self._why[i] = (), ()  # should the text lead in a circle
            self._links[i] = self._build(i)
        return self._links[i]

    def chain(self, i: int) -> tuple[ChainLink, ...]:
        """Return the chain of saying `i`."""
        page = ChainLink(self.outlet, "outlet", bool(self.outlet))
        return (page, *(_as_link(x) for x in self.links(i)))

    def why(self, i: int) -> tuple[str, ...]:
        """Tell in words, for each link of the chain of saying `i`, why it is there."""
        self.links(i)
        page = f"{self.outlet or 'an outlet that is not given'} published the article"
        return (page, *self._why[i])

    def _build(self, i: int) -> tuple[Link, ...]:
        one, me, parent = self.sayings[i], self.who[i], self.parents[i]
        before, reason = self._above(i) if parent is None else self._from_parent(i, parent)
        reasons = [f"{_name(x) or 'somebody not named'}: {reason}" for x in before]
        venue = self._venue(one)
        if venue and not any(_name(x) and same_body(venue, str(_name(x))) for x in before):
            before = (*before, venue)
            reasons.append(f"{venue}: heard it, by “{slice_text(self.text, one.venue[:1])}” beside the cue")
        self._why[i] = tuple(reasons)
        if self._is_page(me):
            return before
        if before and me is not None and before[-1] is me:
            return before
        known = self.reasons.get(i, "the text names no source")
        self._why[i] = (*reasons, f"{_name(me) or 'somebody not named'}: {known}")
        return (*before, me)

    def _from_parent(self, i: int, parent: int) -> tuple[tuple[Link, ...], str]:
        above = self.links(parent)
        cue = f"“{slice_text(self.text, self.sayings[parent].cue)}”"
        turned = self.sayings[parent].act in TURNED
        me = self.who[i]
        if turned and me is not None and me.kind == "outlet":
            return above[:-1], f"the report is denied, by {cue}, not passed on"
        return above, f"this stands in what is attributed by {cue}"

    def _above(self, i: int) -> tuple[tuple[Link, ...], str]:
        """Return the links of the report that a saying without a parent stands in; none where the page speaks."""
        me, pointed = self.who[i], self.pointed[i]
        start = self.sayings[i].asked[0]
        outside = pointed.nowhere("frame")
        best: tuple[float, Entity | None] = (0.0, None)
        for entity in {id(e): e for e in self.who if e is not None}.values():
            if entity is me:
                continue
            share = pointed.share("frame", (m for m in entity.mentions if m[0] < start))
            if share > best[0]:
                best = (share, entity)
        earlier = self._introduced(me, i) if me is not None else None
        if best[1] is None or best[0] < outside:
            if earlier and outside < HEARD_BEFORE:
                return earlier[:-1], "the same source was heard through it before"
            return (), ""
        opened = self._introduced(best[1], i)
        return opened if opened else (best[1],), f"its report still goes on here, with odds of {best[0]:.2f}"

    def _introduced(self, entity: Entity, i: int) -> tuple[Link, ...] | None:
        """Return the links of the last saying before `i` whose source is this entity."""
        at = self.sayings[i].cue[0]
        earlier = [j for j, e in enumerate(self.who) if e is entity and j != i and self.sayings[j].cue[0] < at]
        return self.links(max(earlier, key=lambda j: self.sayings[j].cue[0])) if earlier else None

    def _venue(self, one: Saying) -> str | None:
        if not one.venue:
            return None
        name = bare(slice_text(self.text, one.venue[:1]))
        if not name or (self.outlet and same_body(name, self.outlet)):
            return None
        for entity in self.who:
            if entity is not None and entity.names and entity.matches(name, False):
                return entity.name
        return name if is_name(name) else None

    def _is_page(self, entity: Entity | None) -> bool:
        name = entity.name if entity is not None else None
        return bool(name and self.outlet and entity and entity.kind == "outlet" and same_body(name, self.outlet))


def _name(link: Link) -> str | None:
    return link.name if isinstance(link, Entity) else link


def _as_link(link: Link) -> ChainLink:
    if link is None:
        return ChainLink(None, "unknown", False)
    if isinstance(link, str):
        return ChainLink(link, "outlet", True)
    return ChainLink(link.name, link.kind, link.named)
