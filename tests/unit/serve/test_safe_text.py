import json

from sayso.serve.safe_text import STEERING, escape_in_json, show_safely

NASTY = "a\x1b[31mred\x1b]0;title\x07\x9b2J\u202egnp.exe\u2066\r\nb\rc\x08\x7f\U000e0041"


def test_nothing_that_steers_a_terminal_is_shown():
    shown = show_safely(NASTY)
    assert not STEERING.search(shown)
    assert "\x1b" not in shown
    assert shown.startswith("a\ufffd[31mred")


def test_json_keeps_the_value_and_holds_no_control_code():
    line = escape_in_json(json.dumps({"text": NASTY}, ensure_ascii=False))
    assert json.loads(line) == {"text": NASTY}
    assert not STEERING.search(line)
