"""Run the model set with ONNX Runtime, in 8-bit integers: wherever Python runs."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from sayso.read.encoder import GRAPHS, LOOK_INPUTS, READ_INPUTS, Floats, Look, Looked, Read, Window


class OnnxEncoder:
    """One thread a run, several runs at a time; a result never depends on what runs beside it."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Load the graphs in `folder`; at most `threads` runs go at a time."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._pool = ThreadPoolExecutor(max_workers=threads)
        self._graphs = {
            name: ort.InferenceSession(str(folder / f"{name}.int8.onnx"), options, providers=["CPUExecutionProvider"])
            for name in GRAPHS
        }

    def _run(self, graph: str, batch: Sequence[dict[str, Any]]) -> list[list[Floats]]:
        return list(self._pool.map(lambda inputs: self._graphs[graph].run(None, inputs), batch))

    def read(self, windows: Sequence[Window]) -> list[Read]:
        """Return for each window its tag scores, and what the second and the third look need of each piece."""
        batch = [{n: np.asarray(x)[None] for n, x in zip(READ_INPUTS, window, strict=True)} for window in windows]
        return [(tags[0], near[0], who[0]) for tags, near, who in self._run("read", batch)]

    def look(self, looks: Sequence[Look]) -> list[Looked]:
        """Return for each group of cues its scores for labels, parts and fields."""
        found = self._run("look", [dict(zip(LOOK_INPUTS, x, strict=True)) for x in looks])
        return [(labels, parts, fields) for labels, parts, fields in found]

    def point(self, looks: Sequence[Look]) -> list[Floats]:
        """Return for each group of mentions where each pointer points [N, pointers, T + 1], the last for nowhere."""
        return [scores for (scores,) in self._run("point", [dict(zip(LOOK_INPUTS, x, strict=True)) for x in looks])]
