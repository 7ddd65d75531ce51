import pytest

from sayso.read.knowledge import Knowledge, key_of, open_knowledge
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
        assert known.find([name], "government", None, "").id == "Q1"
    assert known.find(["Kestral"], "person", None, "") is None


def test_a_last_name_counts_only_in_office_and_where_the_country_is_spoken_of(known):
    about = "Talks in Ostrova went on."
    assert known.find(["Kelle"], "person", "2023-05-01", about).id == "Q2"
    assert known.find(["Kelle"], "person", "2025-05-01", about) is None
    assert known.find(["Kelle"], "person", "2023-05-01", "Talks went on.") is None
    assert known.find(["Kelle"], "person", None, about) is None
    assert known.find(["Ida Kelle"], "person", None, "").id == "Q3"
    assert known.find(["Anna Kelle", "Kelle"], "person", "2023-05-01", about) is None


def test_long_out_of_office_is_hardly_meant(known):
    assert known.find(["Rasmus Kelle"], "person", "2030-01-01", "").id == "Q2"
    assert known.find(["Rasmus Kelle"], "person", "2060-01-01", "") is None


def test_outlets_and_their_owners(known):
    found = known.find(["Velland Press Agency"], "outlet", None, "")
    assert (found.id, found.state, found.domain) == ("Q4", True, "vpa.example")


def test_spellings_of_one_name_have_one_key():
    assert len({key_of(f"Volodymyr {n}") for n in ("Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyi")}) == 1
    assert key_of("Élysée") == key_of("elysee")


def test_the_shipped_table_knows_the_world():
    table = open_knowledge(ROOT / "models")
    about = "Kyiv and Washington"
    assert table.find(["Zelenskiy"], "person", "2025-08-22", about).id == "Q3874799"
    assert table.find(["the Kremlin"], "government", "2025-08-22", about).id == "Q159"
    assert table.find(["Kiev"], "government", None, "").id == table.find(["Kyiv"], "government", None, "").id == "Q212"
    assert table.find(["Reuters"], "outlet", None, "").domain == "reuters.com"
    assert table.find(["TASS"], "outlet", None, "").state
    assert open_knowledge(ROOT / "docs") is None
