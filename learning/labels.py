"""Keep annotators' labels of corpus texts as offsets: no text enters the project.

    python learning/labels.py strip FILE... --out learning/labels/NAME.jsonl

`load_labels` joins them with the corpora's texts again; `load_articles` reads articles of the project's own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora import article_of
from notation import ENTITY, NotationError, chain_of, parse, split_files

Row = dict[str, Any]


def strip(reading: Row) -> Row:
    """Return the reading without the article's text, which a hash stands for."""
    text = reading["article"]["text"]
    kept = ("ref", "annotator", "who", "positions", "meetings", "furniture", "self_naming")
    attributions = [{k: v for k, v in a.items() if k not in (*ENTITY, "chain")} for a in reading["attributions"]]
    hashed = hashlib.sha256(text.encode()).hexdigest()
    return {**{k: reading[k] for k in kept}, "sha256": hashed, "attributions": attributions}


def whole(a: Row, who: Row) -> Row:
    """Return the attribution with its source's fields and its chain, which its keys stand for."""
    return {**a, **{k: who[a["keys"][-1]][k] for k in ENTITY}, "chain": chain_of(a["keys"], who)}


def load_labels(path: Path) -> Iterator[Row]:
    """Yield the readings of a labels file with their texts. Raises ValueError where a corpus's text has changed."""
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        article = article_of(row["ref"])
        if hashlib.sha256(article["text"].encode()).hexdigest() != row["sha256"]:
            raise ValueError(f"{path}: the text of {row['ref']} is not the one that was labelled")
        yield {
            **row,
            "doc": row["ref"],
            "article": article,
            "attributions": [whole(a, row["who"]) for a in row["attributions"]],
        }


def load_articles(folder: Path) -> Iterator[Row]:
    """Yield the readings of the articles of our own in `folder`, files in the notation."""
    for path in sorted(folder.glob("*.txt")):
        for _, source in split_files(path):
            yield parse(source)


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("strip",))
    ap.add_argument("files", nargs="+", type=Path)
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args()
    rows, wrong = [], 0
    for path in a.files:
        for name, source in split_files(path):
            try:
                rows.append(strip(parse(source)))
            except NotationError as error:
                wrong += 1
                print("\n".join(f"{name}: {line}" for line in str(error).split("\n")), file=sys.stderr)
    a.out.parent.mkdir(parents=True, exist_ok=True)
    a.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    print(
        f"{len(rows)} articles, {sum(len(r['attributions']) for r in rows)} attributions -> {a.out}; {wrong} with errors"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
