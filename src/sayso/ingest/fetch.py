"""Fetch one page, politely and without being led into a private network.

Names are looked up once for each connection, every answer is checked, and the connection goes to the very address that
was checked; so a name whose lookup changes between the check and the connection (DNS rebinding) gains nothing. Each
redirect is followed by hand through the same gate.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from sayso.errors import FetchError, RefusedAddress
from sayso.settings import Network, Settings

LARGEST = 20_000_000  # bytes after decompression
REDIRECTS = 5
AGENT = "sayso/0.1 (news reader; one page at a user's request)"
TEXTUAL = re.compile(r"text/(html|plain)|application/xhtml\+xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered: the last address after redirects, the body, its encoding if told, and whether HTML."""

    url: str
    body: bytes
    encoding: str | None
    is_html: bool


def fetch_page(address: str, settings: Settings) -> Page:
    """Fetch `address`. Raises FetchError, or RefusedAddress where it leads into a private network."""
    deadline = time.monotonic() + settings.fetch_seconds
    headers = {"User-Agent": AGENT, "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8"}
    transport = _GuardedTransport(settings.fetch_allow, deadline)
    with httpx.Client(transport=transport, headers=headers, follow_redirects=False, trust_env=False) as client:
        here = address
        for _ in range(REDIRECTS + 1):
            try:
                answer = _get(client, here, address, deadline)
            except _Refused as refusal:
                after = "" if here == address else f" after a redirect to {here}"
                raise RefusedAddress(
                    address, f"leads to the private address {refusal}{after}; it was not fetched"
                ) from None
            if isinstance(answer, Page):
                return answer
            here = answer
    raise FetchError(address, f"redirects more than {REDIRECTS} times")


def _get(client: httpx.Client, here: str, address: str, deadline: float) -> Page | str:
    """Return the page at `here`, or the address that it redirects to."""
    try:
        with client.stream("GET", here, timeout=max(0.1, deadline - time.monotonic())) as response:
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
            body = b"".join(_limited(response.iter_bytes(), address, deadline))
            return Page(str(response.url), body, response.charset_encoding, "plain" not in kind)
    except httpx.TimeoutException:
        raise FetchError(address, "took too long") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        raise FetchError(address, "is not a valid address") from None
    except httpx.HTTPError as error:
        raise FetchError(address, f"could not be fetched ({str(error) or type(error).__name__})") from None


def _limited(chunks: Iterable[bytes], address: str, deadline: float) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise FetchError(address, f"is larger than {LARGEST // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise FetchError(address, "took too long")
        yield chunk


class _Refused(Exception):
    """A connection that was not made because it would have led into a private network."""


class _GuardedBackend(httpcore.NetworkBackend):
    """Connects only to public addresses and to the networks that the user allowed."""

    def __init__(self, allow: tuple[Network, ...], deadline: float) -> None:
        self._allow, self._deadline, self._plain = allow, deadline, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise httpcore.ConnectError(f"the name {host} is not known") from None
        addresses = [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]
        for one in addresses:
            inner = getattr(one, "ipv4_mapped", None) or getattr(one, "sixtofour", None) or one
            public = inner.is_global and not inner.is_multicast and one.is_global
            if not public and not any(one in block for block in self._allow if one.version == block.version):
                raise _Refused(str(one))
        seconds = max(0.1, self._deadline - time.monotonic())
        return self._plain.connect_tcp(str(addresses[0]), port, seconds, local_address, socket_options)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        raise _Refused(path)


class _GuardedTransport(httpx.BaseTransport):
    """httpx over a connection pool that goes through the guard."""

    def __init__(self, allow: tuple[Network, ...], deadline: float) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_GuardedBackend(allow, deadline))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        inner = httpcore.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
        try:
            answer = self._pool.handle_request(inner)
        except httpcore.TimeoutException as error:
            raise httpx.ConnectTimeout(str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise httpx.ConnectError(str(error) or "the connection failed") from error
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.ReadError(str(error) or "the connection broke") from error

    def close(self) -> None:
        self._answer.close()
