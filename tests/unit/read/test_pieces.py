import pytest

from sayso.read.pieces import cut_pieces


def words(text, model):
    pieces = cut_pieces(text, model.tokenizer, ())
    return [text[s:e] for s, e in zip(pieces.starts, pieces.ends, strict=True)]


def test_special_tokens_in_an_article_are_plain_text(model):
    plain = cut_pieces("a [SEP] b [CLS] [MASK] [PAD]", model.tokenizer, ())
    assert not set(plain.ids.tolist()) & {0, 101, 102, 103}


def test_glued_paragraphs_come_apart_and_names_stay_whole(model):
    assert "The" in words("we were not robbedThe coach said", model)
    whole = cut_pieces("McCain and YouTube", model.tokenizer, ())
    assert whole.ids.tolist() == cut_pieces("mccain and youtube", model.tokenizer, ()).ids.tolist()


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "日本語", "e\u0301te\u0301", "🎉🎉", "İstanbul ǅ ß", "a\x00b"])
def test_offsets_stay_inside_any_text(text, model):
    pieces = cut_pieces(text, model.tokenizer, ())
    assert all(0 <= s < e <= len(text) for s, e in zip(pieces.starts, pieces.ends, strict=True))
