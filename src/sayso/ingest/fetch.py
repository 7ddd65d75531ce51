"""Fetch one page, politely and without being led into a private network.

A name is looked up once for each connection, every answer is checked, and the connection goes to the very address that
was checked; so a name whose lookup changes between the check and the connection (DNS rebinding) gains nothing. Each
redirect is followed by hand through the same gate. One deadline bounds it all, whatever the server drips.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from sayso.errors import FetchError, RefusedAddress
from sayso.ingest.guard import Deadline, GuardedTransport, RefusedConnection
from sayso.settings import Settings

LARGEST = 20_000_000  # bytes after decompression
REDIRECTS = 5
AGENT = "sayso (news reader; one page at a user's request)"
TEXTUAL = re.compile(r"text/(html|plain)\b|application/xhtml\+xml\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered: the last address after redirects, the body, its encoding if told, and whether HTML."""

    url: str
    body: bytes
    encoding: str | None
    is_html: bool


def fetch_page(address: str, settings: Settings) -> Page:
    """Fetch `address`. Raises FetchError, or RefusedAddress where it leads into a private network."""
    deadline = Deadline(settings.fetch_seconds)
    headers = {
        "User-Agent": AGENT,
        "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
        "Accept-Encoding": "gzip",
    }
    transport = GuardedTransport(settings.fetch_allow, deadline)
    with httpx.Client(transport=transport, headers=headers, follow_redirects=False, trust_env=False) as client:
        here = address
        for _ in range(REDIRECTS + 1):
            try:
                answer = _get(client, here, address, deadline)
            except RefusedConnection as refusal:
                after = "" if here == address else f" after a redirect to {here}"
                reason = f"leads to the private address {refusal}{after}; it was not fetched"
                raise RefusedAddress(address, reason) from None
            if isinstance(answer, Page):
                return answer
            here = answer
    raise FetchError(address, f"redirects more than {REDIRECTS} times")


def _get(client: httpx.Client, here: str, address: str, deadline: Deadline) -> Page | str:
    """Return the page at `here`, or the address that it redirects to."""
    try:
        with client.stream("GET", here, timeout=deadline.left()) as response:
            if response.next_request is not None:
                target = response.next_request.url
                if target.scheme not in ("http", "https"):
                    raise FetchError(
                        address, f"redirects to a {target.scheme} address; only http and https are fetched"
                    )
                return str(target)
            if response.status_code != 200:
                raise FetchError(address, f"answered {response.status_code} {response.reason_phrase}".rstrip())
            kind = response.headers.get("content-type", "text/html")
            if not TEXTUAL.match(kind):
                raise FetchError(address, f"is {kind.split(';')[0][:60]}, not a page of text")
            packing = response.headers.get("content-encoding", "identity").strip().lower()
            if packing not in ("identity", "gzip", "x-gzip", ""):
                raise FetchError(address, f"is packed as {packing[:40]!r}, which was not asked for")
            chunks = response.iter_raw()
            body = b"".join(_limited(_unpacked(chunks) if "gzip" in packing else chunks, address))
            return Page(str(response.url), body, response.charset_encoding, "plain" not in kind.lower())
    except (httpx.TimeoutException, httpcore.TimeoutException):  # the second where time is up between two requests
        raise FetchError(address, "took too long") from None
    except zlib.error:
        raise FetchError(address, "is damaged (its gzip packing is broken)") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        raise FetchError(address, "is not a valid address") from None
    except httpx.HTTPError as error:
        raise FetchError(address, f"could not be fetched ({str(error) or type(error).__name__})") from None


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip a bounded step at a time, so that a bomb is seen before it has grown."""
    packing = zlib.decompressobj(31)
    for chunk in chunks:
        rest = chunk
        while rest:
            yield packing.decompress(rest, 1 << 16)
            rest = packing.unconsumed_tail
    yield packing.flush()


def _limited(chunks: Iterable[bytes], address: str) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise FetchError(address, f"is larger than {LARGEST // 1_000_000} MB")
        yield chunk
