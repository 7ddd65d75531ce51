"""What the attributor must manage on text that nobody prepared, and that it always gives the same."""

import importlib.util
import subprocess
import sys

import pytest

from sayso import Article, read_article, read_articles
from sayso.settings import Settings
from tests.conftest import SAMPLES

TEXTS = [p.read_text("utf-8").split("\n\n", 1)[1] for p in sorted(SAMPLES.glob("*.txt"))]


def said(text: str) -> list[tuple[str, str]]:
    return [(a.source.text, a.content.text) for a in read_article(Article(text=text)).attributions]


def test_the_same_article_gives_the_same_reading_alone_and_in_any_batch():
    articles = [Article(text=t) for t in TEXTS]
    alone = [read_article(a) for a in articles]
    assert list(read_articles(articles)) == alone
    assert list(read_articles(articles[::-1] * 2)) == alone[::-1] * 2
    assert list(read_articles(articles, settings=Settings(threads=1))) == alone
    assert list(read_articles(articles, settings=Settings(threads=3))) == alone


def test_a_stream_without_end_is_read_as_it_comes():
    def endless():
        while True:
            yield Article(text="Prices will rise, the minister said.")

    stream = read_articles(endless())
    for _ in range(5):
        assert next(stream).attributions[0].source.text == "the minister"
    stream.close()


@pytest.mark.skipif(not importlib.util.find_spec("openvino"), reason="OpenVINO is not made for this processor")
def test_both_runtimes_find_the_same_to_within_rounding():
    fast = [read_article(Article(text=t), settings=Settings(runtime="openvino")) for t in TEXTS]
    portable = [read_article(Article(text=t), settings=Settings(runtime="onnxruntime")) for t in TEXTS]
    keys = [
        {(a.source.spans, a.cue.spans, a.content.spans) for r in side for a in r.attributions}
        for side in (fast, portable)
    ]
    # one rounds to 8 bits of mantissa, the other to 24: a choice on the edge may fall either way
    assert len(keys[0] & keys[1]) >= 0.95 * max(map(len, keys))


MARKS = [('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"), ("''", "''"), ("«", "»"), ("„", "“"), ("“", "")]


@pytest.mark.parametrize(("opening", "closing"), MARKS)
def test_every_style_of_quotation_marks(opening, closing):
    first = f"{opening}We have never closed the door,{closing}"
    who = "Maren Toll, chief executive of Strait Lines"
    text = f"The talks went on all week.\n\n{first} said {who}.\n\nThe union was silent."
    ((source, content),) = said(text)
    assert "Maren Toll" in source
    assert "never closed the door" in content


def test_a_quotation_over_paragraphs_is_one_content():
    text = (
        "The hall was full.\n\n“I ride it every day.\n\n“I clean the hospital, I clean the school, and at two in the "
        "morning I go home,” said Mirela Fonda, a cleaner.\n\nThe mayor left."
    )
    found = [c for s, c in said(text) if "Fonda" in s]
    assert any("every day" in c and "at two in the morning" in c for c in found), said(text)


def test_a_source_may_be_missing():
    ((source, content),) = said("The council met. The company is believed to have paid $2 million for the site.")
    assert source == ""
    assert content == "The company ... to have paid $2 million for the site"


def names(text: str, outlet: str | None = "A") -> dict[str, list[str | None]]:
    """Return the names in each chain, by the words of the source."""
    found = read_article(Article(text=text, outlet=outlet)).attributions
    return {a.source.text: [link.name for link in a.chain] for a in found}


def test_a_pronoun_is_whom_it_stands_for_or_nobody():
    told = names(
        "Maren Toll, chief executive of Strait Lines, opened the meeting. She said that the line costs too much."
    )
    assert told["She"] == ["A", "Maren Toll"]
    assert names("He said that the line costs too much.")["He"] == ["A", None]


def test_what_an_outlet_reports_on_an_unnamed_ones_word_has_three_links():
    text = (
        "Talks on the dam have stalled. Bloomberg writes about this, citing an unnamed European official, "
        "Harbour Wire reports.\n\nThe ministry did not comment."
    )
    told = names(text, "Harbour Wire")
    assert told["an unnamed European official"] == ["Harbour Wire", "Bloomberg", "unnamed European official"]


def test_what_stands_inside_a_content_has_the_one_who_tells_it_as_parent():
    text = "Officials said on Monday that the government of Varda has accepted the new terms."
    reading = read_article(Article(text=text, outlet="A"))
    by_cue = {a.cue.text: a for a in reading.attributions}
    inner = by_cue["has accepted"]
    assert inner.parent == by_cue["said"].id
    assert (inner.act, inner.negated) == ("accept", False)
    assert [link.name for link in inner.chain][-1] == "government of Varda"
    assert len(inner.chain) == 3


@pytest.mark.parametrize(
    "article",
    [
        Article(text="He said yes. He said no. She denied both. They said neither had spoken.", published="2026-02-30"),
        Article(text="Le ministre a dit non. The minister said yes. Министр сказал, что нет.", outlet=""),
        Article(text="Read also: Ten recipes\n\nSubscribe to our newsletter\n\nShare on Facebook", outlet="A"),
        Article(text="Advertisement. " * 200),
    ],
)
def test_bad_articles_give_a_reading_and_no_guess(article):
    reading = read_article(article)
    for a in reading.attributions:
        assert a.source.name is None or a.source.name.split()[0] not in ("He", "She", "They")
        assert a.said_on is None
    if "recipes" in article.text or "Advertisement" in article.text:
        assert not reading.attributions


def test_a_split_quotation_is_one_attribution_with_two_spans():
    reading = read_article(Article(text="“We came early,” Mrs. Reyle said, “and nobody was there to meet us.”"))
    (one,) = reading.attributions
    assert len(one.content.spans) == 2
    assert one.content.quote == "direct"


LONG_READ = """
import sys
from pathlib import Path
from bench.peak import peak_mb
from sayso import Article, read_article
part = chr(10).join(Path(p).read_text("utf-8").split("\\n\\n", 1)[1] for p in sys.argv[1:])
text = part * (30_000 // len(part.split()) + 1)
alone = len(read_article(Article(text=part)).attributions)
reading = read_article(Article(text=text))
assert len(text.split()) > 30_000
print(alone, len(text) // len(part), len(reading.attributions), round(peak_mb()))
"""


def test_a_text_of_30_000_words_is_read_to_its_end_and_in_bounded_memory():
    paths = sorted(map(str, SAMPLES.glob("*.txt")))
    run = subprocess.run([sys.executable, "-c", LONG_READ, *paths], capture_output=True, text=True, check=True)
    alone, times, found, megabytes = map(int, run.stdout.split())
    assert 0.9 * alone * times < found < 1.1 * alone * times
    assert megabytes < 800


@pytest.mark.parametrize(
    "text", ["\u200b", "...", "🎉" * 50, "日本の首相は述べた。", "[SEP] [SEP]", "a" * 5000, '"' * 300, "\n" * 50 + "x"]
)
def test_odd_texts_are_read_without_complaint(text):
    read_article(Article(text=text))
