"""Run the model set with OpenVINO: in bfloat16 where the processor multiplies it, else in single precision."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
import openvino as ov

from sayso.read.encoder import GRAPHS, LOOK_INPUTS, READ_INPUTS, Floats, Look, Looked, Read, Window


def multiplies_bfloat16() -> bool:
    """Return whether this processor has units that multiply in bfloat16."""
    return "BF16" in ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


class OpenvinoEncoder:
    """One stream a thread, one thread a stream: a result never depends on what runs beside it."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Compile the graphs in `folder` for `threads` parallel streams."""
        core = ov.Core()
        options = {"NUM_STREAMS": str(threads), "INFERENCE_NUM_THREADS": str(threads), "PERFORMANCE_HINT": "THROUGHPUT"}
        self._free: dict[str, SimpleQueue[Any]] = {}
        for graph in GRAPHS:
            compiled = core.compile_model(folder / f"{graph}.onnx", "CPU", options)
            self._free[graph] = SimpleQueue()
            for _ in range(threads):
                self._free[graph].put(compiled.create_infer_request())

    def _run(self, graph: str, batch: Sequence[dict[str, Any]]) -> list[tuple[Floats, ...]]:
        """Run each of `batch` by itself, on as many streams as nobody else is using: one at least."""
        free = self._free[graph]
        mine = [free.get()]
        with suppress(Empty):
            while len(mine) < len(batch):
                mine.append(free.get_nowait())
        results: list[tuple[Floats, ...]] = []
        running: list[Any] = []
        try:
            for first in range(0, len(batch), len(mine)):
                for request, inputs in zip(mine, batch[first : first + len(mine)], strict=False):
                    request.start_async(inputs)
                    running.append(request)
                while running:
                    running[0].wait()
                    outputs = running.pop(0).output_tensors
                    results.append(tuple(np.array(out.data, dtype=np.float32) for out in outputs))
        finally:
            for request in running:  # after an error: none goes back to the others while it still runs
                request.cancel()
                with suppress(RuntimeError):
                    request.wait()
            for request in mine:
                free.put(request)
        return results

    def read(self, windows: Sequence[Window]) -> list[Read]:
        """Return for each window its tag scores, and what the second and the third look need of each piece."""
        batch = [{name: np.asarray(x)[None] for name, x in zip(READ_INPUTS, window, strict=True)} for window in windows]
        return [(tags[0], near[0], who[0]) for tags, near, who in self._run("read", batch)]

    def look(self, looks: Sequence[Look]) -> list[Looked]:
        """Return for each group of cues its scores for labels, parts and fields."""
        found = self._run("look", [dict(zip(LOOK_INPUTS, x, strict=True)) for x in looks])
        return [(labels, parts, fields) for labels, parts, fields in found]

    def point(self, looks: Sequence[Look]) -> list[Floats]:
        """Return for each group of mentions where each pointer points [N, pointers, T + 1], the last for nowhere."""
        return [scores for (scores,) in self._run("point", [dict(zip(LOOK_INPUTS, x, strict=True)) for x in looks])]
