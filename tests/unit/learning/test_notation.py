"""The notation in which readings are written down, as docs/annotation.md explains it."""

import re
import sys

import pytest

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "learning"))
notation = pytest.importorskip("notation")

GUIDE = (ROOT / "docs" / "annotation.md").read_text("utf-8")
EXAMPLE = re.search(r"```\n(doc: .*?)```", GUIDE, re.DOTALL)
HEAD = "outlet: The Page\npublished: 2026-03-11\n=== text\n"


def write(text: str, who: str, said: str, more: str = "") -> str:
    return f"{HEAD}{text}\n=== who\n{who}\n=== said\n{said}\n=== more\n{more}\n"


def words(reading, spans):
    return [reading["article"]["text"][s:e] for s, e in spans]


def test_the_guides_example_is_what_the_guide_says():
    reading = notation.parse(EXAMPLE.group(1))
    first, second, third = reading["attributions"][:3]
    assert [x["name"] for x in third["chain"]] == [
        "Harbour Wire", "Esmer Gazette", "unnamed member of the union's council", "crews of the Esmer ferries",
    ]  # fmt: skip
    assert (first["parent"], second["parent"], third["parent"]) == (None, 0, 1)
    assert third["negated"] and third["act"] == "reject"
    (kept,) = [p for p in reading["positions"] if p["conditions"]]
    assert words(reading, kept["conditions"][0]) == ["if the union drops its claim"]
    assert words(reading, reading["self_naming"]) == ["Harbour Wire reports"]


def test_the_closest_occurrence_is_meant_and_a_number_picks_another():
    text = "He said no. Later, he said, it rained. “Yes,” he said."
    who = "x = X ; person ; named"
    close = notation.parse(write(text, who, "1 {x} he || said || “Yes,”\n  say certain"))
    assert text[close["attributions"][0]["cue"][0][0] :] == "said."
    picked = notation.parse(write(text, who, "1 {x} he #1 || said || it rained\n  say certain"))
    assert words(picked, picked["attributions"][0]["source"]) == ["he"]


def test_a_long_span_may_leave_out_its_middle_and_parts_may_be_joined():
    text = "The dam, she said, will hold for another forty years if nobody opens the gates."
    reading = notation.parse(
        write(
            text, "x = X ; person ; named", "1 {x} she || said || The dam ++ will hold [...] the gates\n  say certain"
        )
    )
    assert words(reading, reading["attributions"][0]["content"]) == [
        "The dam", "will hold for another forty years if nobody opens the gates",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("1 {y} she || said || it holds\n  say certain", "unknown keys ['y']"),
        ("1 {x} she || said\n  say certain", "expected SOURCE || CUE || CONTENT"),
        ("1 {x} she || said || it breaks\n  say certain", "not in the text: 'it breaks'"),
        ("1 {x} she || said || it holds\n  say", "an act and a certainty are needed"),
        ("1 {x} she || said || it holds\n  shout certain", "'shout' is no label"),
        ("1 <7 {x} she || said || it holds\n  say certain", "parent 7 does not stand above"),
    ],
)
def test_a_mistake_is_told_with_its_line(said, complaint):
    with pytest.raises(notation.NotationError, match=re.escape(complaint)) as error:
        notation.parse(write("The dam is old but it holds, she said.", "x = X ; person ; named", said))
    assert "line 8" in str(error.value)


def test_a_content_inside_a_quotation_that_holds_the_cue_is_indirect():
    text = "“They told us that the levy stays,” she said."
    said = (
        "1 {x} she || said || “They [...] stays,”\n  say certain\n"
        "2 <1 {x y} They || told || that the levy stays\n  say certain"
    )
    reading = notation.parse(write(text, "x = X ; person ; named\ny = unnamed they ; person ; unnamed plural", said))
    assert [a["quote"] for a in reading["attributions"]] == ["direct", "indirect"]
