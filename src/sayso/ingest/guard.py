"""Connections that lead only to public addresses, and that end when their time is up."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from sayso.settings import Network

UNICAST = ipaddress.ip_network("2000::/3")  # what of IPv6 is routed publicly; the rest embeds or stays in


class RefusedConnection(Exception):
    """A connection that was not made because it would have led into a private network."""


class Deadline:
    """A point in time; each wait gets what is left until then."""

    def __init__(self, seconds: float) -> None:
        """Set the deadline `seconds` from now."""
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises httpcore.ReadTimeout at none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this fetch is over")
        return left


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address is one that anybody on the internet reaches, also where it embeds another."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    if address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    inner = address.sixtofour or (address.teredo[1] if address.teredo else None)
    return address in UNICAST and address.is_global and (inner is None or is_public(inner))


def look_up(host: str, port: int, seconds: float) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Return the addresses of a name. Raises httpcore.ConnectError for an unknown one, ReadTimeout after `seconds`."""
    found: list[Any] = []

    def ask() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            found.append(None)

    asking = threading.Thread(target=ask, daemon=True)  # the system's lookup cannot be called off, only left behind
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise httpcore.ReadTimeout(f"looking up {host} took too long")
    if None in found or not found:
        raise httpcore.ConnectError(f"the name {host} is not known")
    return [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]


class _TimedStream(httpcore.NetworkStream):
    """A connection each of whose waits ends at the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _GuardedBackend(httpcore.NetworkBackend):
    """Connects only to public addresses and to the networks that the user allowed."""

    def __init__(self, allow: tuple[Network, ...], deadline: Deadline) -> None:
        self._allow, self._deadline, self._plain = allow, deadline, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = look_up(host, port, self._deadline.left())
        for one in addresses:
            allowed = any(one in block for block in self._allow if one.version == block.version)
            if not allowed and not is_public(one):
                raise RefusedConnection(str(one))
        for i, one in enumerate(addresses):
            try:
                stream = self._plain.connect_tcp(str(one), port, self._deadline.left(), local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except httpcore.ConnectError:
                if i + 1 == len(addresses):
                    raise
        raise httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        raise RefusedConnection(path)


class GuardedTransport(httpx.BaseTransport):
    """httpx over a connection pool that goes through the guard."""

    def __init__(self, allow: tuple[Network, ...], deadline: Deadline) -> None:
        """Allow public addresses and the networks `allow`, until `deadline`."""
        context = httpx.create_ssl_context(trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_GuardedBackend(allow, deadline))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and return the answer, its body still to be read."""
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
        """Close every connection."""
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
