"""What the network tells beside the labels of the second look, in the order of its outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from sayso.terms.attribution import Act, Certainty, Kind
from sayso.terms.reading import Level, Status

# Tags of the first look, each outside / opening / inside.
JOINED_TAGS = ("source", "cue", "content")
PLAIN_TAGS = ("meeting", "furniture")
# Parts that the second look finds beside source, cue and content, each outside / opening / inside. At a cue: the name
# within the source, what the content depends on, the outlet that heard it. At a meeting: who takes part, and where.
PARTS = ("name", "condition", "venue", "participant", "place")
# Fields with their values: of an attribution where the look is at a cue; the last two of a meeting, at one.
FIELDS: Mapping[str, tuple[object, ...]] = {
    "act": get_args(Act),
    "certainty": get_args(Certainty),
    "negated": (False, True),
    "kind": get_args(Kind),
    "named": (False, True),
    "plural": (False, True),
    "position": (False, True),
    "status": get_args(Status),
    "level": (*get_args(Level), None),
}
# Pointers of the third look, each over the pieces around a source, or nowhere: first and last piece of an earlier
# mention of the same one, what opened the report that the attribution stands in, the party that the source speaks for.
POINTERS = ("first", "last", "frame", "party")


def tag_columns(tag: str) -> slice:
    """Return which columns of the first look's tags are those of `tag`: outside, opening, inside."""
    at = 3 * (*JOINED_TAGS, *PLAIN_TAGS).index(tag)
    return slice(at, at + 3)
