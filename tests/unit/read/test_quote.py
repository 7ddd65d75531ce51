import pytest

from sayso.read.quote import quote_of
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
            ["it wasn't theirs, nor the officers' or James's"],
            "indirect",
        ),
        ('He said it was "a disgrace" to all.', ['it was "a disgrace" to all'], "mixed"),
        ('"A," he says and thinks "B"', ['"A," he says and thinks "B"'], "mixed"),
        ("He called it ‘a disgrace’ for us.", ["it ‘a disgrace’ for us"], "mixed"),
        ('"We came, and nobody closed the mark, he said.', ['"We came, and nobody closed the mark'], "direct"),
        ("“First paragraph.\n\n“Second paragraph.”", ["“First paragraph.\n\n“Second paragraph.”"], "direct"),
        ('He called it "a disgrace".', ["a disgrace"], "direct"),
        ("“They said ‘no’ to us,” he said.", ["“They said ‘no’ to us,”"], "direct"),
        ("“We don’t know,” he said.", ["“We don’t know,”"], "direct"),
    ],
)
def test_how_a_content_is_quoted(text, parts, quote):
    assert quote_of(text, spans_of(text, *parts)) == quote
