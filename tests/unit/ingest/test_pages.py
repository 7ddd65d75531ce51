import pytest

from sayso.errors import UnreadableInput
from sayso.ingest.pages import article_from_page
from tests.conftest import SAMPLES


def test_main_text_title_outlet_and_date_are_taken_and_furniture_left():
    article = article_from_page((SAMPLES / "island.html").read_bytes(), "island.html")
    assert article.title == "Islanders reject airport plan, poll suggests"
    assert article.outlet == "Lorne Tribune"
    assert article.published == "2026-05-14"
    assert article.language == "en"
    assert "flown over" in article.text
    for furniture in ("Most read", "newsletter", "Sport"):
        assert furniture not in article.text


def test_the_address_gives_an_outlet_where_the_page_does_not():
    page = (
        "<html><body><article>"
        + "<p>Prices will rise, the minister said on Monday in a long speech.</p>" * 8
        + "</article></body></html>"
    )
    article = article_from_page(page.encode(), "x", url="https://www.example.org/a")
    assert (article.outlet, article.url) == ("example.org", "https://www.example.org/a")


@pytest.mark.parametrize("undated", ["<footer>© 2019 Firm</footer>", "<p>On 3 March 1998 the old bridge fell.</p>"])
def test_a_date_that_merely_stands_in_the_page_is_not_its_own(undated):
    page = "<p>Prices will rise, the minister said on Monday in a long speech.</p>" * 8
    article = article_from_page(f"<html><body><article>{page}{undated}</article></body></html>".encode(), "x")
    assert article.published is None


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><nav><a href='/'>Home</a></nav></body></html>",
        b"<html></html>",
        b"<html><body>" + b"<div>" * 5000,
        b"<!doctype html><script>alert('said the minister')</script>",
        b"<html>\xff\xfe\x00\x01</html>",
    ],
)
def test_a_page_without_an_article_is_named(page):
    with pytest.raises(UnreadableInput, match=r"without an article|taken apart|is binary"):
        article_from_page(page, "x")
