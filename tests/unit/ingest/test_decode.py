import pytest

from sayso.errors import UnreadableInput
from sayso.ingest.decode import decode_text

TEXT = "“Так”, said Zoë.\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_plain_unicode_is_read_to_the_character(encoding):
    assert decode_text(TEXT.encode(encoding), "x") == TEXT


def test_a_told_encoding_is_believed():
    assert decode_text(TEXT.encode("cp1251", "replace"), "x", encoding="cp1251").startswith("“Так”")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Zoë".encode("latin-1"), r"is not UTF-8 text \(byte 0xeb at 2\)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is binary"),
        (bytes(range(256)), "is binary"),
        (b"\x1f\x8b\x08\x03\x04\x05\xff\xfe\x01\x02\x03", "is binary"),
    ],
)
def test_what_is_no_text_is_named(body, reason):
    with pytest.raises(UnreadableInput, match=reason):
        decode_text(body, "x")


def test_an_unknown_encoding_is_named():
    with pytest.raises(UnreadableInput, match="encoding 'klingon'"):
        decode_text(b"A", "x", encoding="klingon")
