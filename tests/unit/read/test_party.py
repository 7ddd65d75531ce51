"""Parties: whom a name stands for, whom an article is most about; meetings that name fewer than two."""

from sayso.read.entity import Entity, Mentions
from sayso.read.meeting import _Group
from sayso.read.party import main_parties
from tests.unit.read.sayings import shares


def entity(name: str, kind: str) -> Entity:
    return Entity(names=[name], told={"kind": shares("kind", kind), "named": shares("named", True)})


def test_the_parties_most_mentioned_come_first_and_outlets_are_none():
    mentions = Mentions()
    velland, ostrova, daily = (
        entity("Velland", "government"),
        entity("Ostrova", "government"),
        entity("Daily", "outlet"),
    )
    for at, one in enumerate((velland, ostrova, daily, daily, daily, ostrova)):
        mentions.add(at, at + 1, one)
    assert [e.name for e in main_parties(mentions, 6)] == ["Ostrova", "Velland"]


def test_talks_that_name_one_side_are_between_the_main_parties():
    def complete(*participants: str) -> list[str]:
        group = _Group([], list(participants), set(), [])
        group.complete(["Ostrova", "Velland", "the miners"])
        return group.participants

    assert complete("Velland") == ["Velland", "Ostrova"]
    assert complete() == ["Ostrova", "Velland"]
    assert complete("Ida Kelle") == ["Ida Kelle"]
    assert complete("Kestral", "Velland") == ["Kestral", "Velland"]
