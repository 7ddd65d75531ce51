import pytest

from sayso.errors import UnreadableInput
from sayso.ingest.plain import article_from_plain


def test_header_lines_are_taken_off_and_the_text_is_kept_to_the_character():
    article = article_from_plain("outlet: UNN\r\nPublished: 2025-08-22\r\n\r\n  A text.\r\nMore.\r\n", "a.txt")
    assert (article.outlet, article.published, article.text) == ("UNN", "2025-08-22", "  A text.\r\nMore.\r\n")


def test_without_a_blank_line_after_them_header_lines_are_text():
    text = "outlet: the socket in the wall\nis where the fire began, she said."
    assert article_from_plain(text, "a.txt").text == text


def test_an_unknown_key_ends_the_header_so_that_all_is_text():
    text = "title: A\nnote: B\n\nC"
    article = article_from_plain(text, "a.txt")
    assert article.text == text
    assert article.title is None


def test_empty_header_values_are_unknown_and_never_empty_strings():
    assert article_from_plain("outlet:\ntitle: \n\nText.", "a.txt").outlet is None


@pytest.mark.parametrize("text", ["", " \n\t\n", "outlet: UNN\n\n", "outlet: UNN\n\n  \n"])
def test_no_text_is_an_error(text):
    with pytest.raises(UnreadableInput, match=r"a\.txt: has no text"):
        article_from_plain(text, "a.txt")


@pytest.mark.parametrize("date", ["yesterday", "2025-13-01", "22.08.2025", "2025-08-22T25:00", "2025-08-22x10:00"])
def test_a_date_that_is_none_is_named(date):
    with pytest.raises(UnreadableInput, match="published is"):
        article_from_plain(f"published: {date}\n\nText.", "a.txt")


def test_a_time_with_its_zone_comes_back_unchanged():
    when = "2025-08-22T10:00:00+03:00"
    assert article_from_plain(f"published: {when}\n\nText.", "a.txt").published == when


def test_where_a_text_was_fetched_wins_over_where_it_says_it_was():
    article = article_from_plain("url: https://paper.example/a\n\nText.", "x", url="https://copy.example/b")
    assert article.url == "https://copy.example/b"
