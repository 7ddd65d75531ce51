"""What runs the network, behind one Protocol: OpenVINO where the processor is x86, ONNX Runtime elsewhere."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sayso.errors import ModelError
from sayso.settings import Settings

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Window = tuple[Integers, Integers, Integers, Integers, Floats]  # ids, shapes, gaps, quoted, mask: each [L]
Look = tuple[Floats, Floats, Integers, Floats, Floats]  # near [N, T, 2 D], asking [N, D], away, marks, mask [N, T]
READ_INPUTS = ("ids", "shapes", "gaps", "quoted", "mask")
LOOK_INPUTS = ("near", "asking", "away", "marks", "mask")


class Encoder(Protocol):
    """Run the two graphs of the model set. A result depends on its own input alone, whatever runs beside it."""

    def read(self, windows: Sequence[Window]) -> list[tuple[Floats, Floats]]:
        """Return for each window its tag scores [L, tags] and what the second look needs [L, 3 D]."""
        ...

    def look(self, looks: Sequence[Look]) -> list[Floats]:
        """Return for each group of cues its label scores [N, T, labels]."""
        ...


def open_encoder(folder: Path, settings: Settings) -> Encoder:
    """Open the model set in `folder` with the runtime that suits this machine. Raises ModelError."""
    runtime = settings.runtime
    if runtime == "auto":
        x86 = platform.machine() in ("x86_64", "AMD64")
        runtime = "openvino" if x86 and find_spec("openvino") else "onnxruntime"
    if not find_spec(runtime):
        raise ModelError(f"the runtime {runtime} is not installed; install it, or choose another by SAYSO_RUNTIME")
    if runtime == "openvino":
        from sayso.read.openvino_encoder import OpenvinoEncoder

        return OpenvinoEncoder(folder, settings.threads)
    from sayso.read.onnx_encoder import OnnxEncoder

    return OnnxEncoder(folder, settings.threads)
