"""What the tests share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sayso.read.model_set import ModelSet, open_model_set
from sayso.settings import Settings

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"


@pytest.fixture(scope="session")
def model() -> ModelSet:
    return open_model_set(Settings())


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "reference" / "reading.schema.json").read_text("utf-8"))
    return found
