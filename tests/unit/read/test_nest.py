from sayso.read.nest import _without_cycles, find_parents
from tests.unit.read.sayings import saying


def test_an_attribution_inside_a_content_has_it_as_parent():
    text = "Two of them said the government had accepted the plan."
    outer = saying(text, "Two of them", "said", "the government had accepted the plan")
    inner = saying(text, "the government", "had accepted", "the plan")
    assert find_parents([outer, inner]) == [None, 0]


def test_of_several_the_narrowest_content_is_the_parents():
    text = "She wrote that he said that they hope it rains."
    one = saying(text, "She", "wrote", "that he said that they hope it rains")
    two = saying(text, "he", "said", "that they hope it rains")
    three = saying(text, "they", "hope", "it rains")
    assert find_parents([one, two, three]) == [None, 0, 1]


def test_of_two_layers_with_one_content_the_outlet_is_the_outer_one():
    text = "The deal is dead. Bloomberg writes about this, citing an official, and the deal was never alive."
    claim = "The deal is dead"
    outlet = saying(text, "Bloomberg", "writes about", claim, kind="outlet")
    official = saying(text, "an official", "citing", claim)
    assert find_parents([outlet, official]) == [None, 0]
    assert find_parents([official, outlet]) == [1, None]


def test_what_stands_in_a_shared_content_stands_in_the_inner_layer():
    text = "Varda wants peace, the Courier writes, citing an official."
    inside = saying(text, "Varda", "wants", "peace")
    outlet = saying(text, "the Courier", "writes", "Varda wants peace", kind="outlet")
    official = saying(text, "an official", "citing", "Varda wants peace")
    assert find_parents([outlet, official, inside]) == [None, 0, 1]


def test_sayings_side_by_side_have_no_parents_and_none_is_its_own():
    text = "He said it rains. She said it pours."
    assert find_parents(
        [saying(text, "He", "said", "it rains"), saying(text, "She", "said it pours"[:4], "it pours")]
    ) == [
        None,
        None,
    ]
    assert find_parents([]) == []


def test_a_circle_is_cut_at_one_place():
    assert _without_cycles([1, 2, 1]) == [1, None, 1] or _without_cycles([1, 2, 1]) == [1, 2, None]
