import io
import json

import pytest

from sayso.errors import UnreadableInput
from sayso.ingest.json_articles import article_from_json, articles_from_lines
from sayso.terms.article import Article


def test_only_text_must_be_there_and_doc_comes_back_unchanged():
    assert article_from_json('{"text": "A."}', "x") == Article(text="A.")
    assert article_from_json('{"doc": "Ä 1", "text": "A.", "votes": 3}', "x").doc == "Ä 1"
    assert article_from_json('{"doc": 7, "text": "A."}', "x").doc == 7


def test_empty_strings_become_unknown():
    assert article_from_json('{"text": "A.", "outlet": "", "url": null}', "x").outlet is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("{", "not valid JSON"),
        ("[1]", "is a JSON list"),
        ('"a"', "is a JSON string"),
        ("null", "is a JSON null"),
        ("{}", 'has no "text"'),
        ('{"text": 3}', 'has no "text"'),
        ('{"text": " "}', "has an empty text"),
        ('{"text": "A.", "outlet": ["B"]}', 'has a "outlet" that is a list'),
        ('{"text": "A\\ud800"}', "surrogate"),
        ('{"text": "A.", "published": "soon"}', "published is 'soon'"),
        ('{"text": "A.", "doc": true}', 'has a "doc" that is a truth value'),
        ('{"text": "A.", "n": ' + "1" * 5000 + "}", "thousands of digits"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_article_is_named(given, reason):
    with pytest.raises(UnreadableInput, match=reason):
        article_from_json(given, "x")


def test_each_line_stands_for_itself_and_errors_name_the_line():
    body = b'{"text": "A."}\n\nnonsense\n{"text": "B."}'
    found = list(articles_from_lines(body[:5], io.BytesIO(body[5:]), "f.jsonl", 1000))
    assert [getattr(f, "text", None) for f in found] == ["A.", None, "B."]
    assert str(found[1]).startswith("f.jsonl, line 3: is not valid JSON")


@pytest.mark.parametrize("cut", [0, 1, 40, 99, 120, 121])
def test_a_line_that_is_too_long_is_skipped_and_the_next_is_read(cut):
    body = json.dumps({"text": "x" * 100}).encode() + b"\n" + b'{"text": "B."}\n'
    found = list(articles_from_lines(body[:cut], io.BytesIO(body[cut:]), "f", 50))
    assert isinstance(found[0], UnreadableInput)
    assert "longer" in str(found[0])
    assert found[1] == Article(text="B.")
    assert len(found) == 2


def test_a_file_of_blank_lines_is_empty():
    (found,) = articles_from_lines(b"\n \n", io.BytesIO(), "f", 50)
    assert str(found) == "f: is empty"
