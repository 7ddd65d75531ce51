"""Tell which attribution stands in which other's content."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sayso.read.heads import FIELDS
from sayso.read.saying import Saying, share_inside

INSIDE = 0.8  # of a content's characters that must lie in its parent's
SAME = 0.85  # of both contents' characters that two layers of one clause share
TELLING = 0.3  # by which one must be likelier an outlet than the other for that to decide which is the outer
OUTLET = FIELDS["kind"].index("outlet")


def find_parents(sayings: Sequence[Saying]) -> list[int | None]:
    """Return for each saying the one whose content it stands in, the narrowest where there are several.

    Two that share one content without either's cue inside it are two layers of a clause ("CLAIM, the paper writes,
    citing an official"): the outlet is the outer one, and what stands in the content stands in the inner one.
    """
    begins = np.array([s.content[0].start for s in sayings])
    ends = np.array([s.content[-1].end for s in sayings])
    sizes = [sum(e - s for s, e in one.content) for one in sayings]
    # whatever holds a content, or is another layer of it, covers its middle
    over = [np.flatnonzero((begins <= m) & (ends >= m)).tolist() for m in (begins + ends) // 2]
    layers = {i: j for i in range(len(sayings)) if (j := _outer_layer(i, over[i], sayings)) is not None}
    parents: list[int | None] = []
    for i, one in enumerate(sayings):
        holding = [j for j in over[i] if j != i and i not in layers and _holds(sayings[j], one)]
        narrowest = min(holding, key=lambda j: (sizes[j], j not in layers), default=None)
        parents.append(layers.get(i, narrowest))
    return _without_cycles(parents)


def _holds(outer: Saying, inner: Saying) -> bool:
    return share_inside(inner.cue, outer.content) > INSIDE and share_inside(inner.content, outer.content) >= INSIDE


def _outer_layer(i: int, others: Sequence[int], sayings: Sequence[Saying]) -> int | None:
    """Return the saying that is the outer layer of the same content as `i`, the closest one, or None."""
    one = sayings[i]
    best: int | None = None
    for j in others:
        other = sayings[j]
        if j == i or not _same_content(one, other):
            continue
        mine, its = one.fields["kind"][OUTLET], other.fields["kind"][OUTLET]
        outer = its > mine if abs(its - mine) > TELLING else other.cue[0] < one.cue[0]
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


def _without_cycles(parents: list[int | None]) -> list[int | None]:
    """Cut each circle at one place."""
    for i in range(len(parents)):
        seen, at = {i}, parents[i]
        while at is not None and at not in seen:
            seen.add(at)
            at = parents[at]
        if at == i:
            parents[i] = None
    return parents
