import contextlib
import gzip
import ipaddress
import json
import re
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sayso.errors import FetchError, InputError, RefusedAddress
from sayso.ingest import guard
from sayso.ingest.inputs import read_input
from sayso.settings import Settings, load_settings
from tests.conftest import SAMPLES
from tests.flows.test_cli import sayso

PAGE = (SAMPLES / "island.html").read_bytes()


def first(name, settings=None):
    return next(read_input(str(name), settings or Settings()))


@pytest.fixture
def bad_files(tmp_path):
    """Each kind of bad file with a word of the reason that must be given."""
    made = {
        "empty.txt": (b"", "is empty"),
        "blank.txt": (b" \n\n", "is empty"),
        "header.txt": (b"outlet: A\n\n", "has no text"),
        "binary.txt": (bytes(range(256)) * 40, "is binary"),
        "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(500), "is binary"),
        "latin.txt": ("Zoë said so.".encode("latin-1"), "is not UTF-8"),
        "nothing.html": (b"<html><body><a href='/'>Home</a></body></html>", "without an article"),
        "broken.json": (b'{"text": ', "is not valid JSON"),
        "list.json": (b"[]", "is a JSON list"),
        "digits.json": (b'{"text": "A.", "n": ' + b"1" * 5000 + b"}", "thousands of digits"),
        "long.txt": (b"The minister said so. " * 50_000, "1,100,000 characters"),
        "nul.html": (b"<html>" + bytes(100), "is binary"),
        "empty.jsonl": (b"\n\n", "is empty"),
    }
    for name, (body, _) in made.items():
        (tmp_path / name).write_bytes(body)
    (tmp_path / "folder").mkdir()
    large = tmp_path / "large.txt"
    with large.open("wb") as f:
        f.truncate(200_000_000)
    reasons = {str(tmp_path / name): reason for name, (_, reason) in made.items()}
    return reasons | {
        str(tmp_path / "folder"): "is a folder",
        str(tmp_path / "missing.txt"): "no such file",
        str(large): "is larger than 20 MB",
    }


def test_each_bad_file_is_one_plain_line_and_the_good_ones_are_read(bad_files):
    names = list(bad_files)
    good = str(SAMPLES / "ferry.txt")
    run = sayso("read", names[0], good, *names[1:], good, "--json")
    assert run.returncode == 1
    assert len(run.stdout.splitlines()) == 2
    lines = run.stderr.decode().splitlines()
    assert len(lines) == len(names)
    for line, (name, reason) in zip(lines, bad_files.items(), strict=True):
        assert line.startswith(f"sayso: {name}: ")
        assert reason in line


def test_a_200_mb_file_is_refused_without_being_read_whole(bad_files):
    large = next(n for n in bad_files if n.endswith("large.txt"))
    code = (
        "from bench.peak import peak_mb\nfrom sayso.ingest.inputs import read_input\n"
        "from sayso.settings import Settings\n"
        f"print(next(read_input({large!r}, Settings())), round(peak_mb()))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "is larger than 20 MB" in run.stdout
    assert int(run.stdout.split()[-1]) < 150


def test_a_file_name_cannot_steer_the_terminal():
    run = sayso("read", "\x1b[31m.txt")
    assert b"\x1b" not in run.stderr
    assert run.returncode == 1


ELSEWHERE = {
    "/away": "http://10.0.0.1/secret",
    "/metadata": "http://169.254.169.254/latest/meta-data",
    "/file": "file:///etc/passwd",
    "/loop": "/loop",
    "/once": "/page",
}
PAGES = {
    "/picture": ("image/png", b"\x89PNG", {}),
    "/bomb": ("text/html", gzip.compress(bytes(60_000_000)), {"encoding": "gzip"}),
    "/text": ("text/plain; charset=windows-1252", "“Prices rise”, said Zoë.".encode("cp1252"), {}),
    "/page": ("text/html", PAGE, {}),
    "/double": ("text/html", gzip.compress(gzip.compress(bytes(60_000_000))), {"encoding": "gzip, gzip"}),
    "/notgzip": ("text/html", b"plain words", {"encoding": "gzip"}),
    "/codec": ("text/plain; charset=undefined", b"Prices rise.", {}),
    "/escape": ("text/plain; charset=utf-7", b"Prices +2AA- rise.", {}),
    "/packed": ("text/html", gzip.compress(PAGE), {"encoding": "gzip"}),
    "/broken": ("text/html", b"<html>", {"length": 500}),
}


class Site(BaseHTTPRequestHandler):
    """A small web site with every way of going wrong."""

    def do_GET(self):
        if self.path == "/slow":
            time.sleep(3)
        if self.path == "/drip":
            self.answer(200, "text/html", b"", length=10_000_000)
            with contextlib.suppress(OSError):
                for _ in range(40):
                    self.wfile.write(b"<p>more</p>")
                    self.wfile.flush()
                    time.sleep(0.1)
        elif self.path in ELSEWHERE:
            self.answer(302, "text/html", b"", location=ELSEWHERE[self.path])
        elif self.path in PAGES:
            kind, body, more = PAGES[self.path]
            self.answer(200, kind, body, **more)
        else:
            self.answer(404, "text/html", b"")

    def answer(self, code, kind, body, location=None, encoding=None, length=None):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if location:
            self.send_header("Location", location)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


ALLOWED = load_settings({"SAYSO_FETCH_ALLOW": "127.0.0.1/32", "SAYSO_FETCH_SECONDS": "1.5"})


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", "answered 404"),
        ("/slow", "took too long"),
        ("/drip", "took too long"),
        ("/away", "private address 10.0.0.1 after a redirect"),
        ("/metadata", "private address 169.254.169.254"),
        ("/file", "redirects to a file address"),
        ("/loop", "redirects more than 5 times"),
        ("/picture", "is image/png, not a page of text"),
        ("/bomb", "is larger than 20 MB"),
        ("/broken", "could not be fetched"),
        ("/double", "is packed as 'gzip, gzip'"),
        ("/notgzip", "is damaged"),
        ("/codec", "is in the encoding"),
        ("/escape", "surrogate|encoding"),
    ],
)
def test_each_way_an_address_fails_is_named(site, path, reason):
    found = first(site + path, ALLOWED)
    assert isinstance(found, InputError), found
    assert str(found).startswith(site + path)
    assert re.search(reason, str(found)), found


def test_a_page_and_a_plain_text_are_fetched(site):
    assert first(f"{site}/once", ALLOWED).title == "Islanders reject airport plan, poll suggests"
    assert first(f"{site}/once", ALLOWED).url == f"{site}/page"
    assert first(f"{site}/packed", ALLOWED).text == first(f"{site}/page", ALLOWED).text
    assert first(f"{site}/page".replace("http", "HTTP"), ALLOWED).outlet == "Lorne Tribune"
    assert first(f"{site}/text", ALLOWED).text == "“Prices rise”, said Zoë."


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0.0.0.0/", "http://10.1.2.3/",
        "http://192.168.0.1/", "http://172.16.0.1/", "http://169.254.169.254/", "http://[fe80::1]/", "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://100.64.0.1/", "http://224.0.0.1/",
    ],
)  # fmt: skip
def test_private_addresses_are_refused(address):
    assert isinstance(first(address), RefusedAddress)


@pytest.mark.parametrize(
    "address", ["http://", "http://a b/", "https://exa\x00mple.org/", "http://no-such-name.invalid/"]
)
def test_an_address_that_is_none_is_an_input_error(address):
    assert isinstance(first(address), InputError)


def test_a_name_that_answers_differently_the_second_time_gains_nothing(site, monkeypatch):
    port = int(site.rsplit(":", 1)[1])
    asked, went = [], []

    def lookup(host, port, *rest, **more):
        asked.append(host)
        address = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    class Plain:
        def connect_tcp(self, host, *rest):
            went.append(host)
            raise guard.httpcore.ConnectError("no")

    monkeypatch.setattr(guard.socket, "getaddrinfo", lookup)
    monkeypatch.setattr(guard.httpcore, "SyncBackend", Plain)
    found = first(f"http://changing.example:{port}/page")
    assert isinstance(found, FetchError)
    assert went == ["93.184.215.14"]  # the address that was checked, not the name
    assert asked == ["changing.example"]


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "fec0::1", "::127.0.0.1", "::ffff:0:7f00:1", "2002:7f00:1::1",
        "ff02::1", "::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_embed_or_stay_inside_are_not_public(address):
    assert not guard.is_public(ipaddress.ip_address(address))


def test_public_addresses_are_public():
    assert guard.is_public(ipaddress.ip_address("93.184.215.14"))
    assert guard.is_public(ipaddress.ip_address("2606:4700::1111"))


def test_a_server_that_drips_its_header_cannot_hold_the_fetch():
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                for byte in b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 100:
                    connection.send(bytes([byte]))
                    time.sleep(0.2)

    dripping = threading.Thread(target=drip)
    dripping.start()
    began = time.monotonic()
    found = first(f"http://127.0.0.1:{listening.getsockname()[1]}/", ALLOWED)
    assert "took too long" in str(found)
    assert time.monotonic() - began < 4
    dripping.join()
    listening.close()


def test_failures_among_many_lines_leave_the_rest(tmp_path):
    path = tmp_path / "many.jsonl"
    good = json.dumps({"text": "Prices will rise, the minister said."})
    path.write_text("\n".join([good, "{", good, '{"text": 1}', good]))
    run = sayso("read", str(path), "--json")
    assert run.returncode == 1
    assert len(run.stdout.splitlines()) == 3
    assert [line.split(":")[1] for line in run.stderr.decode().splitlines()] == [f" {path}, line 2", f" {path}, line 4"]


LONG_LINE = json.dumps({"doc": 7, "text": "Prices will rise, the minister said. " * 300})


@pytest.mark.parametrize("name", [None, "a.json", "a.jsonl", "a"])
def test_jsonl_is_told_by_its_first_line_however_long(name, tmp_path):
    body = f"{LONG_LINE}\n{LONG_LINE}\n".encode()
    if name is None:
        run = sayso("read", "-", "--json", given=body)
    else:
        (tmp_path / name).write_bytes(body)
        run = sayso("read", str(tmp_path / name), "--json")
    assert run.returncode == 0, run.stderr
    assert [json.loads(line)["article"]["doc"] for line in run.stdout.splitlines()] == [7, 7]


@pytest.mark.parametrize(
    "body",
    [
        b'{"more": {"a": 1},\n "text": "Prices will rise, she said."}',
        b'{\t"text": "Prices will rise, she said."}',
        b'\n\n  {"text": "Prices will rise, she said."}',
        '{"text": "Prices will rise, she said."}'.encode("utf-16"),
        b'\xef\xbb\xbf{"text": "Prices will rise, she said."}\n',
    ],
)
def test_json_is_told_from_text_by_how_it_begins(body, tmp_path):
    (tmp_path / "a").write_bytes(body)
    assert first(tmp_path / "a").text == "Prices will rise, she said."


def test_an_array_of_articles_is_named_and_not_read_as_prose(tmp_path):
    (tmp_path / "a").write_bytes(b'[{"text": "A."}]')
    assert "is a JSON list" in str(first(tmp_path / "a"))


def test_text_in_brackets_is_text_and_blank_lines_before_it_are_kept(tmp_path):
    (tmp_path / "a").write_bytes(b"\n\n[Applause] Thank you, he said.")
    assert first(tmp_path / "a").text == "\n\n[Applause] Thank you, he said."


def test_a_line_with_a_text_that_is_too_long_is_named_by_its_number(tmp_path):
    good = json.dumps({"text": "Prices will rise, the minister said."})
    (tmp_path / "a.jsonl").write_text("\n".join([good, json.dumps({"text": "long " * 300_000}), good]))
    found = list(read_input(str(tmp_path / "a.jsonl"), Settings()))
    assert str(found[1]).startswith(f"{tmp_path / 'a.jsonl'}, line 2: has a text of 1,500,000 characters")
    assert [isinstance(x, InputError) for x in found] == [False, True, False]
