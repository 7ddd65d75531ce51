"""Chains out of parents, pointers and venues; pieces are words here."""

import pytest

from sayso.read.chain import Chains
from sayso.read.knowledge import Knowledge
from sayso.read.nest import find_parents
from sayso.read.resolve import Resolver
from tests.conftest import ROOT
from tests.unit.read.sayings import Text, pointing, saying

KNOWLEDGE = Knowledge(ROOT / "models" / "entities.tsv")


def chains_of(t: Text, sayings, pointed, outlet="UNN") -> tuple[list[list[str | None]], Chains]:
    """Return the names in each saying's chain, and what built them."""
    parents = find_parents(sayings)
    resolver = Resolver(t.text, t.pieces)
    who = resolver.resolve(sayings, parents, pointed)
    built = Chains(
        t.text, outlet, sayings=sayings, parents=parents, who=who, pointed=pointed, mentions=resolver.mentions,
        reasons=resolver.why, knowledge=KNOWLEDGE,
    )  # fmt: skip
    return [[link.name for link in built.chain(i)] for i in range(len(sayings))], built


@pytest.fixture
def relay():
    t = Text(
        "The deal is dead. Bloomberg writes about this, citing an official. According to him, the Kremlin may wait."
    )
    claim, length = "The deal is dead", len(t.pieces)
    outlet = saying(
        t.text, "Bloomberg", "writes about", claim, kind="outlet", name="Bloomberg", asked=t.asked("Bloomberg")
    )
    official = saying(t.text, "an official", "citing", claim, named=False, asked=t.asked("an official"))
    him = saying(t.text, "him", "According to", "the Kremlin may wait", named=False, asked=t.asked("him"))
    back = {"first": t.at("an official"), "last": t.at("official"), "frame": t.at("Bloomberg")}
    return t, [outlet, official, him], [pointing(length), pointing(length), pointing(length, **back)]


def test_layers_of_a_clause_and_a_pronoun_that_goes_on_with_them(relay):
    t, sayings, pointed = relay
    assert chains_of(t, sayings, pointed)[0] == [
        ["UNN", "Bloomberg"],
        ["UNN", "Bloomberg", "unnamed official"],
        ["UNN", "Bloomberg", "unnamed official"],
    ]
    why = chains_of(t, sayings, pointed)[1].why(2)
    assert why[0] == "UNN published the article"
    assert "still goes on" in why[1]
    assert "“him” points back to unnamed official" in why[2]


def test_a_page_that_names_itself_adds_no_link(relay):
    t, sayings, pointed = relay
    assert chains_of(t, sayings, pointed, outlet="Bloomberg")[0][0] == ["Bloomberg"]
    assert chains_of(t, sayings, pointed, outlet="Bloomberg News")[0][1] == ["Bloomberg News", "unnamed official"]


def test_without_an_outlet_the_chain_begins_with_nobody(relay):
    t, sayings, pointed = relay
    assert chains_of(t, sayings, pointed, outlet=None)[0][0] == [None, "Bloomberg"]


def test_who_was_told_is_a_link_unless_it_is_the_page():
    t = Text("The plan is ready, two envoys told Kyodo.")
    one = saying(
        t.text, "two envoys", "told", "The plan is ready", named=False, venue="Kyodo", asked=t.asked("two envoys")
    )
    assert chains_of(t, [one], [pointing(len(t.pieces))])[0] == [["UNN", "Kyodo", "two unnamed envoys"]]
    assert chains_of(t, [one], [pointing(len(t.pieces))], outlet="Kyodo News")[0] == [
        ["Kyodo News", "two unnamed envoys"]
    ]


def test_an_outlet_behind_a_verb_of_telling_is_a_link_where_it_is_known():
    t = Text("An envoy told Reuters that the plan is ready. An officer tells Anna that it is not.")
    reuters = saying(t.text, "An envoy", "told", "that the plan is ready", named=False, asked=t.asked("An envoy"))
    anna = saying(t.text, "An officer", "tells", "that it is not", named=False, asked=t.asked("An officer"))
    built, _ = chains_of(t, [reuters, anna], [pointing(len(t.pieces))] * 2)
    assert built == [["UNN", "Reuters", "unnamed envoy"], ["UNN", "unnamed officer"]]


def test_an_outlet_stands_once_in_a_chain():
    t = Text("Bloomberg writes that someone hears the deal is dead. Bloomberg adds that talks go on.")
    first = saying(t.text, "Bloomberg", "writes", "that someone hears the deal is dead", kind="outlet",
                   name="Bloomberg", asked=t.asked("Bloomberg writes")[:1])  # fmt: skip
    someone = saying(t.text, "someone", "hears", "the deal is dead", named=False, asked=t.asked("someone"))
    again = saying(t.text, "Bloomberg", "adds", "that talks go on", kind="outlet", name="Bloomberg",
                   asked=t.asked("Bloomberg adds")[:1])  # fmt: skip
    back = pointing(len(t.pieces), frame=t.at("someone"))
    built, _ = chains_of(t, [first, someone, again], [pointing(len(t.pieces))] * 2 + [back])
    assert built[2] == ["UNN", "Bloomberg"]


def test_a_report_that_is_denied_does_not_come_from_who_denies_it():
    t = Text("The ministry denied a report by Politico that it will leave.")
    content = "a report by Politico that it will leave"
    deny = saying(t.text, "The ministry", "denied", content, act="deny", asked=t.asked("The ministry"))
    report = saying(
        t.text, "Politico", "report by", "that it will leave", kind="outlet", name="Politico", asked=t.asked("Politico")
    )
    assert chains_of(t, [deny, report], [pointing(len(t.pieces))] * 2)[0][1] == ["UNN", "Politico"]


def test_nobody_named_is_a_link_without_a_name():
    t = Text("The list is said to be long.")
    one = saying(t.text, "", "is said", "The list | to be long", asked=t.asked("is said"))
    assert chains_of(t, [one], [pointing(len(t.pieces))])[0] == [["UNN", None]]


def test_a_source_that_repeats_itself_is_one_link():
    t = Text("The envoys stated that they viewed it as a trap.")
    outer = saying(
        t.text, "The envoys", "stated", "that they viewed it as a trap", named=False, asked=t.asked("The envoys")
    )
    inner = saying(t.text, "they", "viewed", "it as a trap", named=False, asked=t.asked("they"))
    back = pointing(len(t.pieces), first=t.at("The envoys"), last=t.at("envoys"))
    assert chains_of(t, [outer, inner], [pointing(len(t.pieces)), back])[0][1] == ["UNN", "unnamed envoys"]


def test_the_outlets_own_report_opens_no_link():
    t = Text("Bloomberg writes that the deal is dead. An official said it rains.")
    outlet = saying(t.text, "Bloomberg", "writes", "that the deal is dead", kind="outlet", name="Bloomberg",
                    asked=t.asked("Bloomberg"))  # fmt: skip
    official = saying(t.text, "An official", "said", "it rains", named=False, asked=t.asked("An official"))
    pointed = [pointing(len(t.pieces)), pointing(len(t.pieces), frame=t.at("Bloomberg"))]
    assert chains_of(t, [outlet, official], pointed, outlet="Bloomberg")[0] == [
        ["Bloomberg"],
        ["Bloomberg", "unnamed official"],
    ]


def test_an_outlet_that_somebody_else_quotes_stays_in_the_chain():
    t = Text("The minister said that UNN had reported a leak.")
    outer = saying(
        t.text, "The minister", "said", "that UNN had reported a leak", named=False, asked=t.asked("The minister")
    )
    inner = saying(t.text, "UNN", "had reported", "a leak", kind="outlet", name="UNN", asked=t.asked("UNN"))
    assert chains_of(t, [outer, inner], [pointing(len(t.pieces))] * 2)[0][1] == ["UNN", "unnamed minister", "UNN"]


def test_a_report_goes_on_around_a_quotation_whose_speaker_is_named_behind_it():
    t = Text("Bloomberg wrote that it rains. “I promise that nobody goes home,” Hanne Vos said.")
    report = saying(
        t.text, "Bloomberg", "wrote", "that it rains", kind="outlet", name="Bloomberg", asked=t.asked("Bloomberg")
    )
    outer = saying(t.text, "Hanne Vos", "said", "“I promise that nobody goes home,”", name="Hanne Vos",
                   asked=t.asked("Hanne Vos"))  # fmt: skip
    inner = saying(t.text, "I", "promise", "that nobody goes home", asked=t.asked("I"))
    on = pointing(len(t.pieces), frame=t.at("Bloomberg"))
    assert chains_of(t, [report, outer, inner], [pointing(len(t.pieces)), on, on])[0][1:] == [
        ["UNN", "Bloomberg", "Hanne Vos"],
        ["UNN", "Bloomberg", "Hanne Vos"],
    ]
