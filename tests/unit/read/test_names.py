import pytest

from sayso.read.names import bare, is_name, same_body, same_person, tokens, unnamed


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("the Commission", "Commission"),
        ("Its chairman, Luka Perin,", "chairman, Luka Perin"),
        ("officials, who wished to remain anonymous,", "officials"),
        ("Lavrov's", "Lavrov"),
        ("the states'", "states"),
        ("Kertu himself", "Kertu"),
        ("the\n  harbour board", "harbour board"),
        ("the", "the"),
        ("the U.S.", "U.S."),
        ("Mr. Smith Jr.", "Mr. Smith Jr."),
        ("Said Mahmoud", "Said Mahmoud"),
        ("An Chol Su", "An Chol Su"),
        ("...", ""),
    ],
)
def test_what_is_left_off_a_noun_phrase(words, plain):
    assert bare(words) == plain


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a European official", "unnamed European official"),
        ("an unnamed European official", "unnamed European official"),
        ("three officials with knowledge of the talks", "three unnamed officials with knowledge of the talks"),
        ("Several diplomats", "several unnamed diplomats"),
        ("two of the miners", "two of the unnamed miners"),
    ],
)
def test_how_somebody_unnamed_is_called(words, name):
    assert unnamed(words) == name


def test_names_of_one_person():
    assert same_person("Wolters", "Geert Wolters")
    assert same_person("Mr. Wolters", "Geert Wolters")
    assert same_person("Þóra Ásgrímsdóttir", "Captain Ásgrimsdottir") is False
    assert same_person("Ásgrímsdóttir", "Thora Asgrimsdottir")
    assert not same_person("Anna Wolters", "Geert Wolters")
    assert not same_person("", "Wolters")


def test_names_of_one_body():
    assert same_body("Bloomberg", "Bloomberg News")
    assert same_body("the government of Ostrova", "Ostrova")
    others = (("U.S.", "U.N."), ("U.S.", "U.K."), ("Sudan", "South Sudan"), ("The Times", "Financial Times"))
    assert not any(same_body(one, other) for one, other in (*others, ("News", "Agency")))
    assert same_body("U.S.", "US")
    assert not same_body("Ministry of Defence", "Ministry of Justice")


def test_what_looks_like_a_name():
    assert is_name("Teo Marsh")
    assert is_name("Ministry of the Interior")
    assert not is_name("the hotel employee")
    assert not is_name("")
    assert tokens("the of") == ("the", "of")
    assert tokens("DR Congo") == ("dr", "congo")
    assert unnamed("...") is None
