"""Find and open the model set: three graphs, a vocabulary, who is who, and numbers chosen on training folds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from sayso.errors import ModelError
from sayso.read.crf import B_CONTENT, B_SOURCE
from sayso.read.encoder import GRAPHS, Encoder, Floats, open_encoder
from sayso.read.knowledge import Knowledge
from sayso.read.pieces import load_tokenizer
from sayso.settings import Settings

FORMAT = 2
FILES = (
    "model.json",
    "tokenizer.json",
    "entities.tsv",
    *(f"{graph}.{kind}" for graph in GRAPHS for kind in ("onnx", "int8.onnx", "weights")),
)


@dataclass(frozen=True, slots=True)
class ModelSet:
    """An opened model set.

    `steps` are the transition scores of the label rows [labels + 1, labels]; a piece may be part of a cue from the
    probability `candidate`; an attribution is kept from the confidence `keep`, one inside the content of another from
    `keep_inside`; `calibration` are the weights of the logistic function that makes a confidence out of an
    attribution's scores, the constant last.
    """

    tokenizer: Tokenizer
    encoder: Encoder
    knowledge: Knowledge
    steps: Floats
    candidate: float
    keep: float
    keep_inside: float
    calibration: Floats


def models_folder(settings: Settings) -> Path:
    """Return the folder of the model set: the user's, the one inside the installed package, or the checkout's."""
    if settings.models:
        return settings.models
    package = Path(__file__).parents[1]
    for folder in (package / "models", package.parents[1] / "models"):
        if (folder / "model.json").exists():
            return folder
    raise ModelError(f"no model set in {package / 'models'}; set SAYSO_MODELS to the folder that holds model.json")


def open_model_set(settings: Settings) -> ModelSet:
    """Open the model set. Raises ModelError, saying which file is missing or does not fit."""
    folder = models_folder(settings)
    for file in FILES:
        if not (folder / file).is_file():
            raise ModelError(f"the model set in {folder} has no {file}")
    try:
        card = json.loads((folder / "model.json").read_text("utf-8"))
        if card["format"] != FORMAT:
            raise ModelError(f"the model set in {folder} has format {card['format']}; this version reads {FORMAT}")
        return ModelSet(
            tokenizer=load_tokenizer(folder / "tokenizer.json"),
            encoder=open_encoder(folder, settings),
            knowledge=Knowledge(folder / "entities.tsv"),
            steps=prefer(np.asarray(card["steps"], dtype=np.float32), *card["preferences"]),
            candidate=card["candidate"],
            keep=card["keep"],
            keep_inside=card["keep_inside"],
            calibration=np.asarray(card["calibration"], dtype=np.float32),
        )
    except ModelError:
        raise
    except Exception as error:  # each runtime has errors of its own for a file that it cannot read
        raise ModelError(f"the model set in {folder} is damaged ({type(error).__name__}: {error})") from None


def prefer(steps: Floats, source: float, content: float) -> Floats:
    """Return the transition scores with sources and contents made likelier by these scores.

    The likeliest row of labels leaves out what surely is there but may begin or end at several places.
    """
    steps = steps.copy()
    steps[:, B_SOURCE] += source
    steps[:, B_CONTENT] += content
    return steps
