import pytest

from sayso.errors import ModelError
from sayso.read.knowledge import Knowledge, key_of
from tests.conftest import ROOT

TABLE = """kind\tid\tcountry\tsince\tuntil\tstate\tdomain\tname\tkeys
government\tQ1\tOST\t\t\t\t\tOstrova\tostrova|kestral|ostrovan|ostrovan government
person\tQ2\tOST\t2019\t2024\t\t\tRasmus Kelle\trasmus kelle
person\tQ3\tVEL\t2022\t\t\t\tIda Kelle\tida kelle
outlet\tQ4\tVEL\t\t\ts\tvpa.example\tVPA\tvpa|velland press agency
"""


@pytest.fixture
def known(tmp_path):
    (tmp_path / "entities.tsv").write_text(TABLE, "utf-8")
    return Knowledge(tmp_path / "entities.tsv")


def test_a_capital_and_an_adjective_stand_for_a_government(known):
    for name in ("Kestral", "the Ostrovan government", "Ostrova"):
        assert known.find([name], "government").id == "Q1"
    assert known.find(["Kestral"], "person") is None


def test_a_last_name_counts_only_in_office_and_where_the_country_is_spoken_of(known):
    about = "Talks in Ostrova went on."
    ostrova = known.countries_in(about)
    assert known.find(["Kelle"], "person", published="2023-05-01", countries=ostrova).id == "Q2"
    assert known.find(["Kelle"], "person", published="2025-05-01", countries=ostrova) is None
    assert known.find(["Kelle"], "person", published="2023-05-01", countries=frozenset()) is None
    assert known.find(["Kelle"], "person", countries=ostrova) is None
    assert known.find(["Ida Kelle"], "person").id == "Q3"
    assert known.find(["Anna Kelle", "Kelle"], "person", published="2023-05-01", countries=ostrova) is None


def test_long_out_of_office_is_hardly_meant(known):
    assert known.find(["Rasmus Kelle"], "person", published="2030-01-01", countries=known.countries_in("")).id == "Q2"
    assert known.find(["Rasmus Kelle"], "person", published="2060-01-01", countries=known.countries_in("")) is None


def test_outlets_and_their_owners(known):
    found = known.find(["Velland Press Agency"], "outlet")
    assert (found.id, found.state, found.domain) == ("Q4", True, "vpa.example")


def test_spellings_of_one_name_have_one_key():
    assert len({key_of(f"Volodymyr {n}") for n in ("Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyi")}) == 1
    assert key_of("Élysée") == key_of("elysee")


@pytest.fixture(scope="module")
def shipped():
    return Knowledge(ROOT / "models" / "entities.tsv")


def test_the_shipped_table_knows_the_world(shipped):
    spoken_of = shipped.countries_in("Kyiv and Washington")
    zelensky = shipped.find(["Zelenskiy"], "person", published="2025-08-22", countries=spoken_of)
    assert zelensky.id == "Q3874799"
    assert shipped.find(["the Kremlin"], "government").id == "Q159"
    assert shipped.find(["Kiev"], "government").id == shipped.find(["Kyiv"], "government").id == "Q212"
    assert shipped.find(["Reuters"], "outlet").domain == "reuters.com"
    assert shipped.find(["TASS"], "outlet").state


def test_every_line_of_the_shipped_table_is_found_by_its_name():
    lines = (ROOT / "models" / "entities.tsv").read_text("utf-8").splitlines()[1:]
    fields = [line.split("\t") for line in lines]
    assert not [f[7] for f in fields if key_of(f[7]) not in f[8].split("|")]


def test_a_country_counts_wherever_in_the_text_it_stands(shipped):
    assert shipped.countries_in("word " * 100 + "Ukraine") == {"UKR"}
    assert shipped.countries_in("They told us nothing.") == frozenset()
    assert shipped.countries_in("U.S. officials waited.") == shipped.countries_in("the US") == {"USA"}


def test_a_table_that_is_damaged_is_named(tmp_path):
    for body in (b"kind\nperson\tQ1\n", b"kind\n\xff\xfe\n"):
        (tmp_path / "entities.tsv").write_bytes(body)
        with pytest.raises(ModelError, match="is damaged"):
            Knowledge(tmp_path / "entities.tsv")
