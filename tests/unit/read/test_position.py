from sayso.read.entity import Entity, Mentions
from sayso.read.knowledge import Knowledge
from sayso.read.party import country_of
from sayso.read.position import _issue, position_of, subtract
from sayso.terms.article import Article
from sayso.terms.span import Span
from tests.conftest import ROOT
from tests.unit.read.sayings import Text, pointing, saying, shares

KNOWLEDGE = Knowledge(ROOT / "models" / "entities.tsv")


def entity(name: str, kind: str) -> Entity:
    return Entity(names=[name], told={"kind": shares("kind", kind), "named": shares("named", True)})


def position(t: Text, one, source, pointed, *met: tuple[Entity, int]):
    mentions = Mentions()
    for other, at in met:
        mentions.add(at, at + 1, other)
    return position_of(
        "t1-0", one, source=source, pointed=pointed, mentions=mentions, article=Article(text=t.text), pieces=t.pieces,
        knowledge=KNOWLEDGE,
    )  # fmt: skip


def test_a_position_is_the_partys_that_its_speaker_stands_for():
    t = Text("The envoy of Ostrova said it will accept monitors.")
    one = saying(t.text, "The envoy of Ostrova", "said", "it will accept monitors", act="accept", position=True)
    at = t.at("Ostrova")
    ostrova = entity("Ostrova", "government")
    found = position(t, one, entity("unknown envoy", "person"), pointing(len(t.pieces), party=at), (ostrova, at))
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


def test_a_people_is_no_country():
    assert country_of("Pakistan", KNOWLEDGE, "Pakistan and the Pakistanis") == "Pakistan"
    assert country_of("Ostrovan", KNOWLEDGE, "The Ostrovans of Ostrova") == "Ostrova"
    assert country_of("Ryan", KNOWLEDGE, "Ryan flew with Ryanair") is None
    assert country_of("Christian", KNOWLEDGE, "Christmas for a Christian") is None


def test_an_issue_is_words_without_marks_at_their_edges():
    assert _issue("that it will leave “the base”") == "it will leave “the base"
    assert _issue("...") == ""
