import pytest

from sayso.read.names import bare, body_name, is_name, person_name, same_body, same_outlet, same_person, tokens, unnamed


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
        ("A Norwegian diplomat", "unnamed Norwegian diplomat"),
        ("an envoy, to us, over tea", "unnamed envoy"),
        ("officials in Kyiv, and others", "unnamed officials in Kyiv, and others"),
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


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the committee's chair, Henrietta Voss", "Henrietta Voss"),
        ("Deputy Prime Minister Lasha Tvauri", "Lasha Tvauri"),
        ("Ion Bratu of the freight forwarders' guild", "Ion Bratu"),
        ("Neuquén's Ailín Rocamora", "Ailín Rocamora"),
        ("Hugo Pell-Carew (Con, Severn Vale), seventy-four and in tweed,", "Hugo Pell-Carew"),
        ("Ilka, Grade 3", "Ilka"),
        ("Ursula von der Leyen", "Ursula von der Leyen"),
        ("the president of Sarmatia", None),
        ("Norway's chief negotiator", None),
        ("the hotel employee", None),
    ],
)
def test_the_name_of_a_person_within_a_phrase(words, name):
    assert person_name(words) == name


def test_the_name_of_a_body_or_an_office():
    assert body_name("the Korean trade ministry") == "Korean trade ministry"
    assert body_name("Lund & Sønner of") == "Lund & Sønner"
    assert body_name("the president of Sarmatia") == "president of Sarmatia"
    assert body_name("the hotel employee") is None


def test_what_an_outlet_calls_itself():
    assert same_outlet("the Post", "The Harbour Post")
    assert same_outlet("Zora", "Zora 24")
    assert not same_outlet("Kontrakt", "Agro Pontic")
