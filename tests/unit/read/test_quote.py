from itertools import pairwise

import pytest

from sayso.read.quote import find_quotations, quote_of
from sayso.terms.span import Span


def spans_of(text: str, *parts: str) -> tuple[Span, ...]:
    found, at = [], 0
    for part in parts:
        at = text.index(part, at)
        found.append(Span(at, at + len(part)))
        at += len(part)
    return tuple(found)


@pytest.mark.parametrize(
    ("text", "parts", "quote"),
    [
        ('"We came," he said.', ['"We came,"'], "direct"),
        ("“We came,” he said. “And saw.”", ["“We came,”", "“And saw.”"], "direct"),
        ("‘We came,’ he said. ‘And saw.’", ["‘We came,’", "‘And saw.’"], "direct"),
        ("'We came,' he said.", ["'We came,'"], "direct"),
        ("''We came,'' he said.", ["''We came,''"], "direct"),
        ("``We came,'' he said.", ["``We came,''"], "direct"),
        ("« We came », he said.", ["« We came »"], "direct"),
        ("„We came“, he said.", ["„We came“"], "direct"),
        ("»We came«, he said.", ["»We came«"], "direct"),
        ("He said that they came.", ["that they came"], "indirect"),
        (
            "He said it wasn't theirs, nor the officers' or James's.",
            ["it wasn't theirs, nor the officers'"],
            "indirect",
        ),
        ("Back in the '90s, he said, it wasn’t theirs.", ["Back in the '90s"], "indirect"),
        ('He said it was "a disgrace" to all.', ['it was "a disgrace" to all'], "mixed"),
        ('"A," he says and thinks "B"', ['"A," he says and thinks "B"'], "mixed"),
        ("He called it ‘a disgrace’ for us.", ["it ‘a disgrace’ for us"], "mixed"),
        ('"We came, and nobody closed the mark, he said.', ['"We came, and nobody closed the mark'], "direct"),
        ('"We came, he said.\n\nThey saw, she said.', ["They saw"], "indirect"),
        ("“First paragraph.\n\n“Second paragraph.”", ["“First paragraph.\n\n“Second paragraph.”"], "direct"),
        ('He called it "a disgrace".', ["a disgrace"], "direct"),
        ("“They said ‘no’ to us,” he said.", ["“They said ‘no’ to us,”"], "direct"),
        ("“We don’t know,” he said.", ["“We don’t know,”"], "direct"),
        ('The end."We came," he said.', ['"We came,"'], "direct"),
    ],
)
def test_how_a_content_is_quoted(text, parts, quote):
    assert quote_of(text, spans_of(text, *parts), (), find_quotations(text)) == quote


def test_a_quotation_goes_on_over_lines_that_were_wrapped_by_hand():
    text = (
        "“We have looked at the road along the river and at\nthe road over the pass, and we would rather swim than\n"
        "drive on either of them,” she said.\n\nThe road is closed.\n"
    )
    assert [text[q.start : q.end][-15:] for q in find_quotations(text)] == ["either of them,"]


def test_a_quotation_that_holds_the_cue_too_is_somebody_elses():
    text = "“The governor told us ‘never’ to that, and he says the levy stays,” she wrote."
    content, cue = spans_of(text, "the levy stays"), spans_of(text, "he says")
    assert quote_of(text, content, cue, find_quotations(text)) == "indirect"
    assert quote_of(text, content, spans_of(text, "she wrote"), find_quotations(text)) == "direct"


def test_quotations_never_overlap_and_lie_in_the_text():
    text = "“A” 'b' \"c\n\n\"d\" e ' f ‘g’ ''h'' »i« \"\n\n“"
    found = find_quotations(text)
    assert all(0 <= q.start <= q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
