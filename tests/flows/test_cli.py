import contextlib
import json
import os
import pty
import subprocess
import sys

import jsonschema
import pytest

from sayso.read.model_set import FILES as MODEL_FILES
from tests.conftest import ROOT, SAMPLES

LONG = 180  # seconds after which a command counts as hanging
FILES = sorted(str(p) for p in SAMPLES.iterdir() if p.suffix in {".txt", ".html", ".json"})


def sayso(*arguments, given=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "sayso", *arguments],
        input=given,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=LONG,
    )


@pytest.fixture(scope="module")
def readings():
    run = sayso("read", *FILES, "--json")
    assert run.returncode == 0, run.stderr.decode()
    assert run.stderr == b""
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_every_sample_gives_a_reading_of_the_contract(readings, schema):
    assert len(readings) == len(FILES) >= 8
    for reading in readings:
        jsonschema.validate(reading, schema)
        assert len(reading["attributions"]) >= 3, reading["article"]["title"]


def test_every_span_slices_to_its_text_and_ids_are_unique(readings):
    for reading in readings:
        text = reading["article"]["text"]
        ids = [a["id"] for a in reading["attributions"]]
        assert len(set(ids)) == len(ids)
        for a in reading["attributions"]:
            for part in (a["source"], a["cue"], a["content"]):
                assert part["text"] == " ... ".join(text[s:e] for s, e in part["spans"])
            assert a["chain"][0]["name"] == reading["article"]["outlet"]


def test_attributions_stand_in_reading_order(readings):
    for reading in readings:
        starts = [a["content"]["spans"][0][0] for a in reading["attributions"]]
        assert starts == sorted(starts)


def test_the_page_for_people_fits_80_columns_and_has_no_colours_in_a_pipe():
    run = sayso("read", *FILES)
    shown = run.stdout.decode()
    assert run.returncode == 0
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "└─" in shown
    assert "Maren Toll" in shown


def test_standard_input_is_read():
    run = sayso("read", "-", "--json", given=b"outlet: A\n\nPrices will rise, the minister said on Monday.")
    (reading,) = map(json.loads, run.stdout.splitlines())
    (found,) = reading["attributions"]
    assert reading["article"]["outlet"] == "A"
    assert (found["source"]["text"], found["content"]["text"]) == ("the minister", "Prices will rise")


def test_help_shows_examples_and_version_tells_itself():
    assert b"Examples:" in sayso("read", "--help").stdout
    assert sayso("--version").stdout.startswith(b"sayso ")
    assert b"read" in sayso("--help").stdout


@pytest.mark.parametrize("arguments", [["read"], ["reed", "x"], ["read", "--jsonn", "x"]])
def test_wrong_use_gives_exit_code_2_and_no_traceback(arguments):
    run = sayso(*arguments)
    assert run.returncode == 2
    assert b"Traceback" not in run.stderr
    assert run.stdout == b""
    assert b"sayso:" in run.stderr


def test_a_wrong_setting_gives_exit_code_2():
    run = sayso("read", FILES[0], SAYSO_THREADS="none")
    assert run.returncode == 2
    assert b"SAYSO_THREADS" in run.stderr


def test_a_missing_model_set_is_named(tmp_path):
    run = sayso("read", FILES[0], SAYSO_MODELS=str(tmp_path))
    assert run.returncode == 1
    assert b"has no model.json" in run.stderr
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_reader_that_goes_away_early_is_no_error(more):
    command = " ".join(
        [sys.executable, "-m", "sayso", "read", *FILES * 3, *more, "| head -c 10; exit ${PIPESTATUS[0]}"]
    )
    run = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert run.stderr == b""
    assert run.returncode == 0


@pytest.mark.parametrize(
    ("command", "code", "word"),
    [
        ("read - <&-", 1, "standard input: is closed"),
        (f"read {FILES[0]} --json > /dev/full", 1, "could not be written"),
        (f"read {FILES[0]} > /dev/full", 1, "could not be written"),
        (f"read {FILES[0]} >&-", 0, ""),
    ],
)
def test_closed_and_full_streams_give_one_plain_line(command, code, word):
    program = f"exec {sys.executable} -m sayso {command}"
    run = subprocess.run(["bash", "-c", program], capture_output=True, check=False, timeout=LONG)
    shown = run.stderr.decode()
    assert run.returncode == code, shown
    assert word in shown
    assert len(shown.splitlines()) == bool(word)


def test_output_to_a_file_is_whole_while_progress_shows_on_the_terminal(tmp_path):
    out = tmp_path / "out.jsonl"
    keeper, terminal = pty.openpty()
    with out.open("wb") as stdout:
        run = subprocess.Popen(
            [sys.executable, "-m", "sayso", "read", *FILES, "--json"], stdout=stdout, stderr=terminal
        )
        os.close(terminal)
        shown = b""
        with contextlib.suppress(OSError):
            while piece := os.read(keeper, 4096):
                shown += piece
    os.close(keeper)
    assert run.wait() == 0
    assert len(out.read_text("utf-8").splitlines()) == len(FILES)
    assert b"articles read" in shown
    assert b"schema" not in shown


def test_json_is_utf_8_whatever_the_locale():
    text = "“Prices rise”, said Zoë 🎉 on Monday."
    run = sayso("read", "-", "--json", given=text.encode(), PYTHONIOENCODING="ascii")
    assert json.loads(run.stdout.decode())["article"]["text"] == text


def test_the_bare_command_shows_its_help():
    run = sayso()
    assert run.returncode == 2
    assert b"Commands:" in run.stderr
    assert len(run.stderr.splitlines()) > 5


def test_a_damaged_model_set_is_named(tmp_path):
    for file in MODEL_FILES:
        (tmp_path / file).write_bytes((ROOT / "models" / file).read_bytes()[:5000])
    run = sayso("read", FILES[0], SAYSO_MODELS=str(tmp_path))
    assert run.returncode == 1
    assert b"is damaged" in run.stderr
    assert b"Traceback" not in run.stderr


def test_steering_characters_reach_neither_output():
    given = "\x1b]0;owned\x07The \x1b[31mminister\x9b said on Monday \u202ethat prices will rise.".encode()
    for arguments in (["-"], ["-", "--json"]):
        run = sayso("read", *arguments, given=given)
        assert run.returncode == 0
        assert not set(run.stdout.decode()) & set("\x1b\x07\x9b\u202e")


def test_a_chain_is_explained_link_by_link_and_a_number_too_high_is_told():
    run = sayso("read", "--explain", "3", FILES[0], str(SAMPLES / "ferry.txt"))
    assert run.returncode == 0, run.stderr
    assert run.stdout.decode().count("published the article") == 2
    run = sayso("read", "--explain", "999", FILES[0])
    assert run.returncode == 1
    assert b"--explain 999 is none of its" in run.stderr
