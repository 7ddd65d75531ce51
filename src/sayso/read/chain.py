"""Build the chain of each attribution: from the article's outlet down to the one whose word it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from sayso.read.entity import Entity, Mentions
from sayso.read.knowledge import Knowledge
from sayso.read.names import POSSESSIVE, bare, between_capitals, same_body, same_outlet
from sayso.read.pointing import Pointed, most_pointed_at
from sayso.read.resolve import word_bounds
from sayso.read.saying import Saying
from sayso.terms.attribution import ChainLink
from sayso.terms.span import slice_text

Link = Entity | str | None  # somebody known, an outlet by its name alone, or nobody that the text names
Links = tuple[Link, ...]
TELLS = re.compile(r"(?i)\b(?:told|tells?|telling)$")
NAMED_BEHIND = re.compile(r"[^\S\n]+(?:the[^\S\n]+)?([A-Z][\w’'&-]*(?:[^\S\n]+[A-Z][\w’'&-]*){0,3})")
FRAMED = 2.0  # weight of a report that is told of before against none: its mentions share what points at it
RECENT = 200  # sayings, or mentions of outlets, back that are looked through
END = 2**31  # a piece behind every text's end
HEARD_BEFORE = 0.8  # probability of no report up to which a source stays in the report that it was heard through before
TURNED = ("deny", "doubt", "reject")  # acts of one who does not vouch for the report inside the content


class Chains:
    """Tell, for each saying of an article, the links below the outlet that published it."""

    def __init__(
        self,
        text: str,
        outlet: str | None,
        *,
        sayings: Sequence[Saying],
        parents: Sequence[int | None],
        who: Sequence[Entity | None],
        pointed: Sequence[Pointed],
        mentions: Mentions,
        reasons: Mapping[int, str],
        knowledge: Knowledge,
    ) -> None:
        """Take what is known of the sayings; reasons tell for each how its source is known."""
        self.text, self.outlet, self.reasons, self.mentions = text, outlet or None, reasons, mentions
        self.sayings, self.parents, self.who, self.pointed = sayings, parents, who, pointed
        self.knowledge = knowledge
        self._links: dict[int, Links] = {}
        self._why: dict[int, tuple[str, ...]] = {}
        self._sayings_of: dict[int, list[tuple[int, int]]] = {}
        for at, j in sorted((s.cue[0].start, j) for j, s in enumerate(sayings)):
            self._sayings_of.setdefault(id(who[j]), []).append((at, j))
        met = [(first, e) for first, _, e in mentions.between(0, END) if e.kind == "outlet" and e.names]
        self._outlets = [e for _, e in met]
        self._outlets_at = [first for first, _ in met]

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
        venue, words = self._venue(one)
        if venue and not any(same_body(_called(venue), _called(x)) for x in before):
            before = (*before, venue)
            reasons.append(f"{_called(venue)}: heard it, by “{words}” beside the cue")
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
        best, share = most_pointed_at(
            pointed, "frame", mentions=self.mentions, until=start, wanted=lambda e: e is not me
        )
        if best is None or share * FRAMED < outside or self._is_own(best):
            earlier = self._introduced(me, i) if me is not None and outside < HEARD_BEFORE else None
            return (earlier[:-1], "the same source was heard through it before") if earlier else ((), "")
        opened = self._introduced(best, i)
        return opened or (best,), f"its report still goes on here, with probability {share:.2f}"

    def _introduced(self, entity: Entity, i: int) -> Links | None:
        """Return the links of the last saying before `i`, and not inside it, whose source is this entity."""
        told = self._sayings_of.get(id(entity), [])
        before = bisect_left(told, (self.sayings[i].cue[0].start, 0))
        for _, j in reversed(told[max(0, before - RECENT) : before]):
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

    def _venue(self, one: Saying) -> tuple[Entity | str | None, str]:
        """Return the outlet that heard the saying, and the words that tell it.

        It is told by the network, or by a known outlet's name right behind a verb of telling.
        """
        if not one.venue:
            return self._told_behind(one)
        words = self.text[slice(*word_bounds(self.text, *one.venue[0]))]
        name = between_capitals(bare(words))
        if not name:
            return self._outlet_before(one.asked[0]), words
        if self.outlet and same_outlet(name, self.outlet):
            return None, words
        return self._known_outlet(name) or name, words

    def _told_behind(self, one: Saying) -> tuple[Entity | str | None, str]:
        cue = one.cue[-1]
        told = NAMED_BEHIND.match(self.text, cue.end) if TELLS.search(self.text, cue.start, cue.end) else None
        if told is None or any(s <= told.start(1) < e for s, e in one.content):
            return None, ""
        behind = told[1].split()
        for length in range(len(behind), 0, -1):
            name = POSSESSIVE.sub("", " ".join(behind[:length]))
            if self.outlet and same_body(name, self.outlet):
                return None, name
            if (entity := self._known_outlet(name)) or self.knowledge.find((name,), "outlet"):
                return entity or name, name
        return None, ""

    def _known_outlet(self, name: str) -> Entity | None:
        return next((e for e in reversed(self._outlets[-RECENT:]) if e.matches(name, False)), None)

    def _outlet_before(self, piece: int) -> Entity | None:
        """Return the outlet named last before a piece: "told the agency"."""
        before = bisect_left(self._outlets_at, piece)
        found = self._outlets[before - 1] if before else None
        return None if self._is_own(found) else found

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
