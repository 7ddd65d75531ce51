import pytest

from sayso.read.when import find_dates, said_on
from sayso.terms.span import Span

FRIDAY = "2025-03-14"


@pytest.mark.parametrize(
    ("words", "published", "day"),
    [
        ("on Thursday", FRIDAY, "2025-03-13"),
        ("on Friday", FRIDAY, "2025-03-14"),
        ("on Saturday", FRIDAY, "2025-03-08"),
        ("this morning", FRIDAY, "2025-03-14"),
        ("yesterday", FRIDAY, "2025-03-13"),
        ("on 3 March", FRIDAY, "2025-03-03"),
        ("on March 3", FRIDAY, "2025-03-03"),
        ("on Dec. 30", FRIDAY, "2024-12-30"),
        ("on 3rd of March 2019", None, "2019-03-03"),
        ("on 2019-03-03", None, "2019-03-03"),
        ("on Thursday", None, None),
        ("last Friday", FRIDAY, "2025-03-07"),
        ("on 17 March", FRIDAY, "2025-03-17"),
        ("on March 12, 1500 workers came", FRIDAY, "2025-03-12"),
        ("on March 12, 2019", FRIDAY, "2019-03-12"),
        ("as the Sunday Times has it", FRIDAY, None),
        ("on Thursday", "0001-01-01", None),
        ("tomorrow", "9999-12-31", None),
        ("on 30 February", FRIDAY, None),
        ("in March", FRIDAY, None),
        ("on Thursday", "sometime", None),
    ],
)
def test_a_date_is_reckoned_from_the_day_of_publication(words, published, day):
    found = find_dates(f"They met {words}.", published)
    assert [d.day.isoformat() for d in found] == ([day] if day else [])


def test_what_is_to_come_lies_ahead():
    (when,) = find_dates("They will meet on Monday.", FRIDAY, ahead=True)
    assert when.day.isoformat() == "2025-03-17"
    (when,) = find_dates("They will meet on 3 January.", FRIDAY, ahead=True)
    assert when.day.isoformat() == "2026-01-03"


def test_a_date_is_not_cut_where_the_search_ends():
    text = "They met on March 14."
    assert find_dates(text, FRIDAY, 0, text.index("4.")) == []


def spans(text: str, words: str) -> tuple[Span, ...]:
    at = text.index(words)
    return (Span(at, at + len(words)),)


def test_the_day_of_a_saying_stands_beside_its_cue_and_not_in_its_content():
    text = "They met on Monday. The road opens on Tuesday, the minister said on Thursday."
    parts = (spans(text, "the minister"), spans(text, "said"), spans(text, "The road opens on Tuesday"))
    assert said_on(text, *parts, FRIDAY) == "2025-03-13"
    bare = text.replace(" on Thursday", "")
    assert said_on(bare, *parts, FRIDAY) is None


def test_a_date_of_the_sentence_before_is_not_the_sayings():
    text = "The bridge opened on Monday. According to the minister, it is safe."
    parts = (spans(text, "the minister"), spans(text, "According to"), spans(text, "it is safe"))
    assert said_on(text, *parts, FRIDAY) is None


@pytest.mark.parametrize("lead", ["On Thursday, Sen. Ida Kelle", "On Thursday the minister, newly\nelected, Ida Kelle"])
def test_a_sentence_goes_on_behind_a_title_and_over_a_wrapped_line(lead):
    text = f"{lead} said that the road opens."
    parts = (spans(text, "Ida Kelle"), spans(text, "said"), spans(text, "that the road opens"))
    assert said_on(text, *parts, FRIDAY) == "2025-03-13"
