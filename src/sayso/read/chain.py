"""Build the chain of each attribution: from the article's outlet down to the one whose word it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sayso.read.entity import Entity, Mentions
from sayso.read.knowledge import Knowledge
from sayso.read.names import bare, between_capitals, same_body, same_outlet
from sayso.read.pointing import Pointed
from sayso.read.resolve import word_bounds
from sayso.read.saying import Saying
from sayso.terms.attribution import ChainLink
from sayso.terms.span import Spans, slice_text

Link = Entity | str | None  # somebody known, an outlet by its name alone, or nobody that the text names
Links = tuple[Link, ...]
TELLS = re.compile(r"(?i)\b(?:told|tells?|telling)$")
NAMED_BEHIND = re.compile(r"[ \n]+(?:the\s+)?([A-Z][\w’'&-]*)")
GOES_ON = re.compile(
    r"(?:\s+(?:weekly|daily|newspaper|agency|broadcaster|channel|magazine|site))?(?:\s+[A-Z][\w’'-]*)+"
)
FRAMED = 2.0  # weight of a report that is told of before against none: its mentions share what points at it
HEARD_BEFORE = 0.8  # probability of no report up to which a source stays in the report that it was heard through before
TURNED = ("deny", "doubt", "reject")  # acts of one who does not vouch for the report inside the content


class Chains:
    """Tells, for each saying of an article, the links below the outlet that published it."""

    def __init__(
        self,
        text: str,
        outlet: str | None,
        sayings: Sequence[Saying],
        parents: Sequence[int | None],
        who: Sequence[Entity | None],
        pointed: Sequence[Pointed],
        mentions: Mentions,
        reasons: Mapping[int, str],
        knowledge: Knowledge | None = None,
    ) -> None:
        """Reasons tell for each saying how its source is known."""
        self.text, self.outlet, self.reasons, self.mentions = text, outlet or None, reasons, mentions
        self.knowledge = knowledge
        self.sayings, self.parents, self.who, self.pointed = sayings, parents, who, pointed
        self._links: dict[int, Links] = {}
        self._why: dict[int, tuple[str, ...]] = {}
        self._sayings_of: dict[int, list[int]] = {}
        for j in sorted(range(len(sayings)), key=lambda j: sayings[j].cue[0]):
            self._sayings_of.setdefault(id(who[j]), []).append(j)

    def links(self, i: int) -> Links:
        """Return the links of saying `i` below the article's outlet, its own source last."""
        if i not in self._links:
            self._links[i], self._why[i] = (), ()  # should the text lead in a circle
            self._links[i], self._why[i] = self._build(i)
        return self._links[i]

    def chain(self, i: int) -> tuple[ChainLink, ...]:
        """Return the chain of saying `i`."""
        own = ChainLink(self.outlet, "outlet", True if self.outlet else None)
        return (own, *(_as_link(x) for x in self.links(i)))

    def why(self, i: int) -> tuple[str, ...]:
        """Tell in words, for each link of the chain of saying `i`, why it is there."""
        self.links(i)
        return (f"{self.outlet or 'an outlet that is not given'} published the article", *self._why[i])

    def _build(self, i: int) -> tuple[Links, tuple[str, ...]]:
        one, me, parent = self.sayings[i], self.who[i], self.parents[i]
        if self._is_own(me) and parent is None:  # the outlet's own word
            return (), ()
        before, reason = self._above(i) if parent is None else self._from_parent(i, parent)
        reasons = [f"{_called(x)}: {reason}" for x in before]
        venue = self._venue(one)
        if venue and not any(same_body(venue, _called(x)) for x in before):
            before = (*before, venue)
            reasons.append(f"{venue}: heard it, by “{slice_text(self.text, one.venue[:1])}” beside the cue")
        mine = [k for k, x in enumerate(before) if x is me and me is not None]
        if me is not None and mine and (me.kind == "outlet" or mine[-1] == len(before) - 1):
            return before[: mine[-1] + 1], tuple(reasons[: mine[-1] + 1])
        reasons.append(f"{_called(me)}: {self.reasons.get(i, 'the text names no source')}")
        return (*before, me), tuple(reasons)

    def _from_parent(self, i: int, parent: int) -> tuple[Links, str]:
        above = self.links(parent)
        cue = f"“{slice_text(self.text, self.sayings[parent].cue)}”"
        me = self.who[i]
        if self.sayings[parent].act in TURNED and me is not None and me.kind == "outlet":
            return above[:-1], f"the report is denied, by {cue}, not passed on"
        return above, f"this stands in what is attributed by {cue}"

    def _above(self, i: int) -> tuple[Links, str]:
        """Return the links of the report that a saying without a parent stands in; none where there is no report."""
        me, pointed = self.who[i], self.pointed[i]
        start = self.sayings[i].asked[0]
        outside = pointed.nowhere("frame")
        shares: dict[int, float] = {}
        entities: dict[int, Entity] = {}
        upto = pointed.start
        for first, after, entity in self.mentions.between(pointed.start, start):
            if after > upto and entity is not me:  # each piece counts once
                shares[id(entity)] = shares.get(id(entity), 0.0) + pointed.share("frame", max(first, upto), after)
                entities[id(entity)] = entity
                upto = after
        best = max(shares, key=lambda k: shares[k], default=None)
        if best is None or shares[best] * FRAMED < outside or self._is_own(entities[best]):
            earlier = self._introduced(me, i) if me is not None and outside < HEARD_BEFORE else None
            return (earlier[:-1], "the same source was heard through it before") if earlier else ((), "")
        opened = self._introduced(entities[best], i)
        return opened or (entities[best],), f"its report still goes on here, with probability {shares[best]:.2f}"

    def _introduced(self, entity: Entity, i: int) -> Links | None:
        """Return the links of the last saying before `i`, and not inside it, whose source is this entity."""
        at = self.sayings[i].cue[0]
        earlier = [j for j in self._sayings_of.get(id(entity), ()) if self.sayings[j].cue[0] < at]
        for j in reversed(earlier):
            if not self._inside(j, i):
                return self.links(j)
        return None

    def _inside(self, j: int, i: int) -> bool:
        parent: int | None = j
        while parent is not None:
            if parent == i:
                return True
            parent = self.parents[parent]
        return False

    def _venue(self, one: Saying) -> str | None:
        """Return the outlet that heard the saying: by the network, or named right behind a verb of telling."""
        if one.venue:
            start, end = word_bounds(self.text, *one.venue[0])
        elif told := NAMED_BEHIND.match(self.text, one.cue[-1].end) if TELLS.search(self._words(one.cue)) else None:
            start, end = told.span(1)
        else:
            return None
        more = GOES_ON.match(self.text, end)
        name = between_capitals(bare(self.text[start : more.end() if more else end]))
        if not name:
            return self._outlet_before(one)
        if self.outlet and same_outlet(name, self.outlet):
            return None
        for entity in self.who:
            if entity is not None and entity.names and entity.matches(name, False):
                return entity.name
        if one.venue or (self.knowledge and self.knowledge.find((name,), "outlet", None, self.text)):
            return name
        return None

    def _outlet_before(self, one: Saying) -> str | None:
        """Return the outlet named last before a saying: "told the agency"."""
        before = [e for _, _, e in self.mentions.between(0, one.asked[0]) if e.kind == "outlet" and e.names]
        return before[-1].name if before and not self._is_own(before[-1]) else None

    def _words(self, spans: Spans) -> str:
        return slice_text(self.text, spans)

    def _is_own(self, entity: Entity | None) -> bool:
        """Return whether this is the outlet that published the article."""
        if entity is None or not self.outlet or entity.kind not in ("outlet", "unknown"):
            return False
        return any(same_outlet(name, self.outlet) for name in entity.names)


def _called(link: Link) -> str:
    return (link.name if isinstance(link, Entity) else link) or "somebody not named"


def _as_link(link: Link) -> ChainLink:
    if isinstance(link, Entity):
        return link.link
    return ChainLink(link, "outlet", True) if link else ChainLink(None, "unknown", False)
