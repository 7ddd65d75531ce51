from sayso.read.position import position_of, subtract
from sayso.read.resolve import Entity
from sayso.terms.span import Span
from tests.unit.read.sayings import Text, odds, pointing, saying


def entity(name: str, kind: str, *mentions: tuple[int, int]) -> Entity:
    return Entity(
        names=[name], mentions=list(mentions), odds={"kind": odds("kind", kind), "named": odds("named", True)}
    )


def position(t: Text, one, source, pointed, others=()):
    return position_of("t1-0", one, source, pointed, list(others), t.text, t.pieces, None)


def test_a_position_is_the_partys_that_its_speaker_stands_for():
    t = Text("The envoy of Ostrova said it will accept monitors.")
    one = saying(t.text, "The envoy of Ostrova", "said", "it will accept monitors", act="accept", position=True)
    at = t.at("Ostrova")
    ostrova = entity("Ostrova", "government", (at, at + 1))
    found = position(t, one, entity("unknown envoy", "person"), pointing(len(t.pieces), party=at), [ostrova])
    assert (found.party, found.act, found.content.text) == ("Ostrova", "accept", "it will accept monitors")


def test_a_countrys_adjective_gives_its_name():
    t = Text("Ostrova waits. The Ostrovan envoy said it will accept monitors.")
    one = saying(t.text, "The Ostrovan envoy", "said", "it will accept monitors", act="accept", position=True)
    found = position(t, one, entity("envoy", "person"), pointing(len(t.pieces), party=t.at("Ostrovan envoy")))
    assert found.party == "Ostrova"


def test_without_a_pointer_the_source_is_the_party_and_nobody_is_none():
    t = Text("The union demands pay.")
    one = saying(t.text, "The union", "demands", "pay", act="demand", certainty="unknown", position=True)
    assert position(t, one, entity("union", "organisation"), pointing(len(t.pieces))).party == "union"
    assert position(t, one, None, pointing(len(t.pieces))) is None


def test_acts_that_commit_nobody_make_no_position():
    t = Text("The union believes in pay.")
    believing = saying(t.text, "The union", "believes in", "pay", act="believe", position=True)
    assert position(t, believing, entity("union", "organisation"), pointing(len(t.pieces))) is None


def test_conditions_are_taken_out_of_the_content():
    text = "to sign, provided that it rains, on Monday"
    start = text.index("provided")
    hole = Span(start, text.index(", on"))
    left = subtract((Span(0, len(text)),), (hole,), text)
    assert [text[s:e] for s, e in left] == ["to sign", "on Monday"]
    assert subtract((Span(0, 4),), (Span(0, 4),), text) == (Span(0, 4),)
