import io

from rich.console import Console

from sayso.serve.show import show_reading
from sayso.terms.article import Article
from sayso.terms.attribution import Attribution, ChainLink, Content, Cue, Source
from sayso.terms.reading import Reading
from sayso.terms.span import Span

TEXT = "The minister said \x1b[31mon Monday that prices\nwill rise."


def shown(reading: Reading, width: int = 80, *, colours: bool = False) -> str:
    out = io.StringIO()
    show_reading(reading, Console(file=out, width=width, highlight=False, markup=False, force_terminal=colours))
    return out.getvalue()


def reading(text: str) -> Reading:
    def part(words: str) -> tuple[tuple[Span, ...], str]:
        start = text.index(words)
        return (Span(start, start + len(words)),), words

    source, cue, content = part("The minister"), part("said"), part("that prices\nwill rise")
    one = Attribution(
        id="t1-0",
        source=Source(*source),
        cue=Cue(*cue),
        content=Content(*content, quote="indirect"),
        chain=(ChainLink(None, "outlet"), ChainLink("The minister")),
        confidence=0.9,
    )
    return Reading(Article(text=text, title="[bold]Prices[/bold]"), (one,))


def test_the_ladder_stands_under_its_paragraph():
    lines = [line for line in shown(reading(TEXT)).splitlines() if line]
    assert lines[0] == "[bold]Prices[/bold]"
    assert lines[1:3] == ["The minister said \ufffd[31mon Monday that prices", "   1  (outlet not given)"]
    assert lines[3:7] == [
        "      └─ The minister",
        "         [said]",
        "         that prices will rise",
        "         indirect, 0.90",
    ]
    assert lines[-1] == "1 attribution"


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
