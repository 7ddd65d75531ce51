"""Tell which attribution stands in which other's content."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.read.heads import FIELDS
from sayso.read.saying import Saying, share_inside
from sayso.terms.span import Spans

INSIDE = 0.8  # of a content's characters that must lie in its parent's
SAME = 0.85  # of both contents' characters that two layers of one clause share
OUTLET = FIELDS["kind"].index("outlet")


def find_parents(sayings: Sequence[Saying]) -> list[int | None]:
    """Return for each saying the one whose content it stands in, the narrowest where there are several.

    Two that share one content without either's cue inside it are two layers of a clause ("CLAIM, the paper writes,
    citing an official"): the outlet is the outer one, and what stands in the content stands in the inner one.
    """
    layers = {i: j for i in range(len(sayings)) if (j := _outer_layer(i, sayings)) is not None}
    parents: list[int | None] = []
    for i, one in enumerate(sayings):
        if i in layers:
            parents.append(layers[i])
            continue
        holding = [j for j, other in enumerate(sayings) if j != i and _holds(other, one)]
        holding.sort(key=lambda j: (_size(sayings[j].content), j not in layers))
        parents.append(holding[0] if holding else None)
    return _without_cycles(parents)


def _holds(outer: Saying, inner: Saying) -> bool:
    return share_inside(inner.cue, outer.content) > INSIDE and share_inside(inner.content, outer.content) >= INSIDE


def _outer_layer(i: int, sayings: Sequence[Saying]) -> int | None:
    """Return the saying that is the outer layer of the same content as `i`, if there is one."""
    one = sayings[i]
    best: int | None = None
    for j, other in enumerate(sayings):
        if j == i or not _same_content(one, other):
            continue
        mine, its = one.fields["kind"][OUTLET], other.fields["kind"][OUTLET]
        outer = its > mine if abs(its - mine) > 0.3 else other.cue[0] < one.cue[0]
        if outer and (best is None or sayings[best].cue[0] < other.cue[0]):
            best = j
    return best


def _same_content(one: Saying, other: Saying) -> bool:
    return (
        share_inside(one.content, other.content) >= SAME
        and share_inside(other.content, one.content) >= SAME
        and not share_inside(one.cue, other.content)
        and not share_inside(other.cue, one.content)
    )


def _size(spans: Spans) -> int:
    return sum(e - s for s, e in spans)


def _without_cycles(parents: list[int | None]) -> list[int | None]:
    for i in range(len(parents)):
        seen, at = {i}, parents[i]
        while at is not None:
            if at in seen:
                parents[i] = None
                break
            seen.add(at)
            at = parents[at]
    return parents
