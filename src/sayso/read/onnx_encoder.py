"""Run the model set with ONNX Runtime, in single precision: wherever Python runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import onnxruntime as ort

from sayso.read.encoder import Floats, Look, Window


class OnnxEncoder:
    """One window at a time on all threads; a result never depends on what runs beside it."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Load the graphs in `folder`."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._graphs = {
            name: ort.InferenceSession(str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
            for name in ("read", "look")
        }

    def read(self, windows: Sequence[Window]) -> list[tuple[Floats, Floats]]:
        """Return for each window its tag scores [L, tags] and what the second look needs [L, 3 D]."""
        names = ("ids", "shapes", "gaps", "quoted", "mask")
        results = []
        for window in windows:
            inputs = dict(zip(names, (x[None] for x in window), strict=True))
            tags, near = self._graphs["read"].run(None, inputs)
            results.append((tags[0], near[0]))
        return results

    def look(self, looks: Sequence[Look]) -> list[Floats]:
        """Return for each group of cues its label scores [N, T, labels]."""
        names = ("near", "asking", "away", "marks", "mask")
        return [self._graphs["look"].run(None, dict(zip(names, x, strict=True)))[0] for x in looks]
