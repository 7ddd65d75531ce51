"""Who a source is, by names and by where the network points; pieces are words here."""

from sayso.read.heads import POINTERS
from sayso.read.nest import find_parents
from sayso.read.pointing import Pointed
from sayso.read.resolve import Resolver, whole_words
from tests.unit.read.sayings import Text, pointing, saying


def names(t: Text, sayings, pointed) -> list[str | None]:
    """Return the name of each saying's source."""
    who = Resolver(t.text, t.pieces).resolve(sayings, find_parents(sayings), pointed)
    return [e.name if e else None for e in who]


def test_a_pronoun_takes_the_name_that_it_points_to():
    t = Text("Its leader, Geert Wolters, spoke. He said it rains.")
    one = saying(t.text, "He", "said", "it rains", asked=t.asked("He"))
    back = pointing(len(t.pieces), first=t.at("Geert"), last=t.at("Wolters"))
    assert names(t, [one], [back]) == ["Geert Wolters"]


def test_a_pronoun_that_points_nowhere_stays_unknown():
    t = Text("He said it rains.")
    assert names(t, [saying(t.text, "He", "said", "it rains", asked=t.asked("He"))], [pointing(len(t.pieces))]) == [
        None
    ]


def test_a_last_name_is_the_person_of_that_name_and_the_fuller_name_stays():
    t = Text("Geert Wolters said it rains. Wolters added that it pours.")
    first = saying(t.text, "Geert Wolters", "said", "it rains", name="Geert Wolters", asked=t.asked("Geert Wolters"))
    at = len(t.pieces) - 6
    second = saying(t.text, "Wolters added"[:7], "added", "that it pours", name="Wolters", asked=(at,))
    assert names(t, [first, second], [pointing(len(t.pieces))] * 2) == ["Geert Wolters"] * 2


def test_a_pointer_into_a_later_mention_of_a_name_finds_its_owner():
    t = Text("Geert Wolters said it rains. People like Wolters. He added that it pours.")
    first = saying(t.text, "Geert Wolters", "said", "it rains", name="Geert Wolters", asked=t.asked("Geert Wolters"))
    he = saying(t.text, "He", "added", "that it pours", asked=t.asked("He"))
    middle = t.at("Wolters. He")
    pointed = [pointing(len(t.pieces)), pointing(len(t.pieces), first=middle, last=middle)]
    assert names(t, [first, he], pointed) == ["Geert Wolters"] * 2


def test_the_speaker_of_a_quotation_says_what_its_i_says():
    t = Text("“I promise that nobody goes home,” Hanne Vos said.")
    outer = saying(t.text, "Hanne Vos", "said", "“I promise that nobody goes home,”", name="Hanne Vos",
                   asked=t.asked("Hanne Vos"))  # fmt: skip
    inner = saying(t.text, "I", "promise", "that nobody goes home", asked=t.asked("I"))
    assert names(t, [outer, inner], [pointing(len(t.pieces))] * 2) == ["Hanne Vos"] * 2
    t = Text("Hanne Vos said: “I promise that nobody goes home.”")
    outer = saying(t.text, "Hanne Vos", "said:", "“I promise that nobody goes home.”", name="Hanne Vos",
                   asked=t.asked("Hanne Vos"))  # fmt: skip
    inner = saying(t.text, "I", "promise", "that nobody goes home", asked=t.asked("I"))
    assert names(t, [outer, inner], [pointing(len(t.pieces))] * 2) == ["Hanne Vos"] * 2


def test_some_of_a_set_are_told_apart_from_it():
    t = Text("Three officials said the plan is ready. The third said it is not.")
    all_three = saying(t.text, "Three officials", "said", "the plan is ready", named=False, plural=True,
                       asked=t.asked("Three officials"))  # fmt: skip
    third = saying(t.text, "The third", "said it"[:4], "it is not", named=False, asked=t.asked("The third"))
    found = names(t, [all_three, third], [pointing(len(t.pieces))] * 2)
    assert found[0] == "three unnamed officials"
    assert found[1] == "third of three unnamed officials"


def test_one_and_the_other_are_two():
    t = Text("Two aides said it rains. One of them said it pours. The other said it snows.")
    two = saying(t.text, "Two aides", "said", "it rains", named=False, plural=True, asked=t.asked("Two aides"))
    one = saying(t.text, "One of them", "said it"[:4], "it pours", named=False, asked=t.asked("One of them"))
    other = saying(t.text, "The other", "said it"[:4], "it snows", named=False, asked=t.asked("The other"))
    back = pointing(len(t.pieces), first=t.at("One"), last=t.at("them"))
    assert names(t, [two, one, other], [pointing(len(t.pieces)), pointing(len(t.pieces)), back]) == [
        "two unnamed aides", "one of two unnamed aides", "other of two unnamed aides",
    ]  # fmt: skip


def test_a_name_is_taken_whole_and_the_company_after_it_is_not_the_person():
    t = Text("Its secretary, Ivo Brandt of Strait Lines, said it rains.")
    one = saying(t.text, "Its secretary, Ivo Brandt of Strait Lines,", "said", "it rains", name="Ivo",
                 asked=t.asked("Its secretary"))  # fmt: skip
    assert names(t, [one], [pointing(len(t.pieces))]) == ["Ivo Brandt"]


def test_a_bare_one_after_a_set_is_one_of_it():
    t = Text("Two aides said it rains. It pours, one said.")
    two = saying(t.text, "Two aides", "said", "it rains", named=False, plural=True, asked=t.asked("Two aides"))
    one = saying(t.text, "one", "said"[:4], "It pours", named=False, asked=t.asked("one said")[:1])
    back = pointing(len(t.pieces), first=t.at("Two"), last=t.at("aides"))
    found = names(t, [two, one], [pointing(len(t.pieces)), back])
    assert found == ["two unnamed aides", "one of two unnamed aides"]


def test_several_of_another_kind_are_no_part_of_a_set():
    t = Text("Two officials said it rains. Both capitals said it pours.")
    two = saying(t.text, "Two officials", "said", "it rains", named=False, plural=True, asked=t.asked("Two officials"))
    both = saying(t.text, "Both capitals", "said it"[:4], "it pours", named=False, asked=t.asked("Both capitals"))
    found = names(t, [two, both], [pointing(len(t.pieces))] * 2)
    assert found == ["two unnamed officials", "both unnamed capitals"]


def test_a_stretch_is_widened_to_whole_words():
    text = "the De Ochtendkrant wrote; Mr. Pell-Carew’s view"
    assert whole_words(text, 4, 13) == "De Ochtendkrant"
    start = text.index("Carew")
    assert whole_words(text, start, start + 3) == "Pell-Carew’s"
    assert whole_words(text, 0, 3) == "the"
    long = "said-it-" * 10_000
    assert len(whole_words(long, 40_000, 40_004)) < 100


def test_bodies_of_like_names_are_not_one():
    t = Text("The U.S. said it rains. The U.N. said it pours.")
    us = saying(
        t.text, "The U.S.", "said it rains"[:4], "it rains", kind="government", name="U.S.", asked=t.asked("The U.S.")
    )
    un = saying(
        t.text, "The U.N.", "said it pours"[:4], "it pours", kind="organisation", name="U.N.", asked=t.asked("The U.N.")
    )
    assert names(t, [us, un], [pointing(len(t.pieces))] * 2) == ["U.S.", "U.N."]


def test_a_fuller_name_that_was_no_source_is_kept():
    t = Text("Luka Perin arrived. Perin said it rains.")
    at = t.at("Perin said")
    one = saying(t.text, "Perin said"[:5], "said", "it rains", name="Perin", asked=(at,))
    back = pointing(len(t.pieces), first=t.at("Luka"), last=t.at("Luka") + 1)
    assert names(t, [one], [back]) == ["Luka Perin"]


def test_a_pointer_that_is_not_sure_enough_stays_where_it_is():
    t = Text("Geert Wolters said it rains. He added that it pours.")
    first = saying(t.text, "Geert Wolters", "said", "it rains", name="Geert Wolters", asked=t.asked("Geert Wolters"))
    he = saying(t.text, "He", "added", "that it pours", asked=t.asked("He"))
    back = pointing(len(t.pieces), first=0, last=1)
    unsure = Pointed(0, back.probabilities * 0 + 0.001)
    for pointer, piece in (("first", 0), ("last", 1)):
        unsure.probabilities[POINTERS.index(pointer), piece] = 0.4
        unsure.probabilities[POINTERS.index(pointer), -1] = 0.6
    assert names(t, [first, he], [pointing(len(t.pieces)), unsure]) == ["Geert Wolters", None]
