"""What runs the network, behind one Protocol: OpenVINO where the processor has bfloat16 units, else ONNX Runtime."""

from __future__ import annotations

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
Look = tuple[
    Floats, Floats, Integers, Floats, Floats
]  # around [N, T, 2 or 3 D], asking [N, D], away, marks, mask [N, T]
Read = tuple[
    Floats, Floats, Floats
]  # tags [L, tags], near [L, 4 D] and who [L, 3 D], for the second and the third look
Looked = tuple[Floats, Floats, Floats]  # labels [N, T, labels], parts [N, T, 3 parts], fields [N, fields]
GRAPHS = ("read", "look", "point")
READ_INPUTS = ("ids", "shapes", "gaps", "quoted", "mask")
LOOK_INPUTS = ("near", "asking", "away", "marks", "mask")


class Encoder(Protocol):
    """Run the three graphs of the model set. A result depends on its own input alone, whatever runs beside it."""

    def read(self, windows: Sequence[Window]) -> list[Read]:
        """Return for each window its tag scores, and what the second and the third look need of each piece."""
        ...

    def look(self, looks: Sequence[Look]) -> list[Looked]:
        """Return for each group of cues its scores for labels, parts and fields."""
        ...

    def point(self, looks: Sequence[Look]) -> list[Floats]:
        """Return for each group of mentions where each pointer points [N, pointers, T + 1], the last for nowhere."""
        ...


def open_encoder(folder: Path, settings: Settings) -> Encoder:
    """Open the model set in `folder` with the runtime that suits this machine. Raises ModelError."""
    runtime = settings.runtime
    if runtime == "openvino" and not find_spec("openvino"):
        raise ModelError("the runtime openvino is not installed; install it, or leave SAYSO_RUNTIME at auto")
    if runtime == "openvino" or (runtime == "auto" and find_spec("openvino")):
        from sayso.read.openvino_encoder import OpenvinoEncoder, multiplies_bfloat16

        if runtime == "openvino" or multiplies_bfloat16():
            return OpenvinoEncoder(folder, settings.threads)
    from sayso.read.onnx_encoder import OnnxEncoder

    return OnnxEncoder(folder, settings.threads)
