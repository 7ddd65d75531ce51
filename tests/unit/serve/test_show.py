import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from sayso.serve.show import explain_attribution, show_reading
from sayso.terms.article import Article
from sayso.terms.attribution import Attribution, ChainLink, Content, Cue, Source
from sayso.terms.reading import Meeting, Position, Reading, Words
from sayso.terms.span import Span

TEXT = "The minister said \x1b[31mon Monday that prices\nwill rise."


def shown(reading: Reading, width: int = 80, *, colours: bool = False) -> str:
    out = io.StringIO()
    show_reading(reading, Console(file=out, width=width, highlight=False, markup=False, force_terminal=colours))
    return out.getvalue()


def reading(text: str, **fields: Any) -> Reading:
    def part(words: str) -> tuple[tuple[Span, ...], str]:
        start = text.index(words)
        return (Span(start, start + len(words)),), words

    source, cue, content = part("The minister"), part("said"), part("that prices\nwill rise")
    one = Attribution(
        id="t1-0",
        source=Source(*source),
        cue=Cue(*cue),
        content=Content(*content, quote="indirect"),
        chain=(ChainLink(None, "outlet"), ChainLink("Kyodo", "outlet", True), ChainLink("minister", "person", False)),
        confidence=0.9,
        **fields,
    )
    position = Position("t1-0", "Varda", "prices", "threaten", Words(*part("that prices\nwill rise")))
    meeting = Meeting(("Varda", "Ostmark"), None, "planned", "2026-03-11", None, ())
    reasons = {"t1-0": ("nobody knows", "Kyodo: heard it")}
    return Reading(Article(text=text, title="[bold]Prices[/bold]"), (one,), (position,), (meeting,), reasons)


def test_the_ladder_stands_under_its_paragraph():
    lines = [line for line in shown(reading(TEXT)).splitlines() if line]
    assert lines[0] == "[bold]Prices[/bold]"
    assert lines[1:3] == ["The minister said \ufffd[31mon Monday that prices", "   1  (outlet not given)"]
    assert lines[3:8] == [
        "      └─ Kyodo",
        "         └─ minister (unnamed) (“The minister”)",
        "            [said]",
        "            that prices will rise",
        "            indirect, 0.90",
    ]
    assert lines[-3:] == [
        "position Varda: threaten: that prices will rise",
        "meeting planned: Varda, Ostmark (2026-03-11)",
        "1 attribution",
    ]


def test_hedges_denials_and_days_are_told():
    told = shown(reading(TEXT, act="deny", certainty="possible", negated=True, said_on="2026-03-09"))
    assert "indirect, deny, possible, negated, on 2026-03-09, 0.90" in told


def test_an_attribution_is_explained_link_by_link():
    out = io.StringIO()
    explain_attribution(reading(TEXT), 1, Console(file=out, width=80))
    assert "      - nobody knows\n      - Kyodo: heard it\n" in out.getvalue()
    with pytest.raises(IndexError):
        explain_attribution(reading(TEXT), 2, Console(file=out))


def test_colours_only_where_the_console_has_them():
    assert "\x1b" not in shown(reading(TEXT))
    assert "\x1b[" in shown(reading(TEXT), colours=True)
    assert "\x1b[31m" not in shown(reading(TEXT), colours=True)


def test_lines_that_were_wrapped_by_hand_are_one_paragraph():
    wrapped = (
        "President Brandt spoke with the prime minister about the\n"
        "first call to a foreign leader since the spring\nof last year."
    )
    assert "about the first call" in shown(Reading(Article(text=wrapped), ()), width=100)
    speakers = "A: Yes, I was there.\nB: I was not."
    assert "A: Yes, I was there.\n" in shown(Reading(Article(text=speakers), ()))


def test_no_line_is_wider_than_the_console():
    text = TEXT + "\n\n" + "word " * 200 + "x" * 300
    assert max(map(len, shown(reading(text), width=60).splitlines())) <= 60


def test_a_chain_of_many_links_stays_on_the_page():
    whole = reading(TEXT)
    links = tuple(ChainLink(f"Link {i}", "person", True) for i in range(25))
    deep = replace(whole.attributions[0], chain=(ChainLink("Kyodo", "outlet", True), *links))
    assert max(map(len, shown(replace(whole, attributions=(deep,))).splitlines())) <= 80
