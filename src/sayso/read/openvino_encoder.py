"""Run the model set with OpenVINO: in bfloat16 where the processor multiplies it, else in single precision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import local
from typing import Any

import numpy as np
import openvino as ov

from sayso.read.encoder import Floats, Look, Window


class OpenvinoEncoder:
    """One stream a thread, one thread a stream: a result never depends on what runs beside it."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Compile the graphs in `folder` for `threads` parallel streams."""
        core = ov.Core()
        options = {"NUM_STREAMS": str(threads), "INFERENCE_NUM_THREADS": str(threads), "PERFORMANCE_HINT": "THROUGHPUT"}
        self._graphs = {name: core.compile_model(folder / f"{name}.onnx", "CPU", options) for name in ("read", "look")}
        self._queues = local()
        self._threads = threads

    def _run(self, graph: str, batch: Sequence[dict[str, Any]], outputs: int) -> list[tuple[Floats, ...]]:
        requests = self._queues.__dict__.setdefault(
            graph, [self._graphs[graph].create_infer_request() for _ in range(self._threads)]
        )
        results: list[tuple[Floats, ...]] = []
        waiting: list[Any] = []
        for i, inputs in enumerate(batch):
            request = requests[i % len(requests)]
            if len(waiting) == len(requests):
                results.append(_take(waiting.pop(0), outputs))
            request.start_async(inputs)
            waiting.append(request)
        results += [_take(request, outputs) for request in waiting]
        return results

    def read(self, windows: Sequence[Window]) -> list[tuple[Floats, Floats]]:
        """Return for each window its tag scores [L, tags] and what the second look needs [L, 3 D]."""
        names = ("ids", "shapes", "gaps", "mask")
        batch = [dict(zip(names, (x[None] for x in w), strict=True)) for w in windows]
        return [(tags[0], near[0]) for tags, near in self._run("read", batch, 2)]

    def look(self, looks: Sequence[Look]) -> list[Floats]:
        """Return for each group of cues its label scores [N, T, labels]."""
        names = ("near", "asking", "away", "marks", "mask")
        return [scores for (scores,) in self._run("look", [dict(zip(names, x, strict=True)) for x in looks], 1)]


def _take(request: Any, outputs: int) -> tuple[Floats, ...]:
    request.wait()
    return tuple(np.array(request.get_output_tensor(i).data, dtype=np.float32) for i in range(outputs))
