"""Read the settings that come from the environment; every one has a default that suits a laptop."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sayso.errors import SettingError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MOST_THREADS = 256
RUNTIMES = ("auto", "openvino", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold what a user may set.

    - `models` (SAYSO_MODELS): folder of the model set; default: the one that came with sayso.
    - `runtime` (SAYSO_RUNTIME): what runs the model: auto, openvino or onnxruntime.
    - `threads` (SAYSO_THREADS): processor threads used for reading; default: all that the process may use.
    - `fetch_allow` (SAYSO_FETCH_ALLOW): private networks, as CIDR blocks with commas between, that may be fetched from
      although they are private, such as an intranet's.
    - `fetch_seconds` (SAYSO_FETCH_SECONDS): the longest a whole fetch may take.
    """

    models: Path | None = None
    runtime: str = "auto"
    threads: int = field(
        default_factory=lambda: (
            len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        )
    )
    fetch_allow: tuple[Network, ...] = ()
    fetch_seconds: float = 20.0


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environment` (default: the process's). Raises SettingError, naming the variable."""
    env = os.environ if environment is None else environment
    plain = Settings()
    runtime = env.get("SAYSO_RUNTIME") or plain.runtime
    if runtime not in RUNTIMES:
        raise SettingError(f"SAYSO_RUNTIME is {runtime!r}; allowed: {', '.join(RUNTIMES)}")
    try:
        threads = int(env.get("SAYSO_THREADS") or plain.threads)
        if not 1 <= threads <= MOST_THREADS:
            raise ValueError
    except ValueError:
        raise SettingError(
            f"SAYSO_THREADS is {env['SAYSO_THREADS']!r}; it must be a whole number from 1 to {MOST_THREADS}"
        ) from None
    try:
        seconds = float(env.get("SAYSO_FETCH_SECONDS") or plain.fetch_seconds)
        if not 0 < seconds <= 3600:
            raise ValueError
    except ValueError:
        given = env["SAYSO_FETCH_SECONDS"]
        raise SettingError(f"SAYSO_FETCH_SECONDS is {given!r}; it must be a number of seconds up to 3600") from None
    blocks = [b.strip() for b in (env.get("SAYSO_FETCH_ALLOW") or "").split(",") if b.strip()]
    try:
        allow = tuple(ipaddress.ip_network(b) for b in blocks)
    except ValueError as error:
        raise SettingError(f"SAYSO_FETCH_ALLOW: {error}; write networks such as 10.1.0.0/16") from None
    models = env.get("SAYSO_MODELS")
    return Settings(
        models=Path(models) if models else None,
        runtime=runtime,
        threads=threads,
        fetch_allow=allow,
        fetch_seconds=seconds,
    )
