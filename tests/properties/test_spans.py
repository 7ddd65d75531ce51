"""For any text: spans lie inside it, slice to their words, and ids follow from them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import Article, read_article
from sayso.terms.attribution import attribution_id

PARTS = "the minister|said|that|“|”|\"|'|prices|will rise|,|.|\n\n|according to|Anna Reyle|denied|he|told"
MORE = "It is understood|reporters|\u00a0|«|»|—|:|🎉|e\u0301|\u202e|[SEP]"
WORDS = st.sampled_from([*PARTS.split("|"), *MORE.split("|")])
NEWSLIKE = st.lists(WORDS, min_size=1, max_size=120).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(NEWSLIKE, st.text(max_size=300)))
def test_spans_slice_and_ids_follow(text):
    article = Article(text=text)
    reading = read_article(article)
    for one in reading.attributions:
        for part in (one.source, one.cue, one.content):
            assert all(0 <= s < e <= len(text) for s, e in part.spans)
            assert all(a.end <= b.start for a, b in zip(part.spans, part.spans[1:], strict=False))
            assert part.text == " ... ".join(text[s:e] for s, e in part.spans)
        assert one.content.spans
        assert one.id == attribution_id(article.id, one.source.spans, one.cue.spans, one.content.spans)
        assert 0 <= one.confidence <= 1
    assert read_article(Article(text=text)) == reading
