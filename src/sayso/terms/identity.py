"""Ids: hashes of the fields that make a thing what it is, with a prefix that names the scheme."""

from __future__ import annotations

import hashlib
import json


def make_id(scheme: str, *fields: object) -> str:
    """Return `scheme` and 80 bits of the SHA-256 of `fields` as JSON; equal fields give equal ids on every machine."""
    body = json.dumps(fields, ensure_ascii=True, separators=(",", ":"))
    return f"{scheme}-{hashlib.sha256(body.encode()).hexdigest()[:20]}"
