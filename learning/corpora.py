"""Hand out the corpora's articles by name, and draft files for annotators.

    python learning/corpora.py print polnear/train/DOC | gum/GUM_news_x | white-house/N
    python learning/corpora.py draft REF... --out FOLDER

A draft is a file in the notation (docs/annotation.md) whose text is named by its reference; PolNeAR's own attributions
stand in it, to be given a chain and labels. Texts never enter the project: `labels.py` keeps offsets and labels alone.
"""

from __future__ import annotations

import argparse
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

Row = dict[str, Any]
CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


def article_of(ref: str) -> Row:
    """Return the article of this reference: outlet, url, title, published, language, text. Raises LookupError."""
    corpus, _, rest = ref.partition("/")
    if corpus == "polnear":
        part, _, doc = rest.partition("/")
        row = _polnear(part)[doc][0]
        outlet, _, more = doc.partition("_")
        return _row(row["text"], outlet=POLNEAR_OUTLETS[outlet], published=more[:10])
    if corpus == "gum":
        return _gum(rest)
    if corpus == "white-house":
        row = _white_house()[int(rest)]
        return _row(row["text"], **{k: row.get(k) for k in ("outlet", "url", "title", "published")})
    raise LookupError(f"no corpus {corpus!r}")


POLNEAR_OUTLETS = {
    "nyt": "The New York Times",
    "wash-post": "The Washington Post",
    "breitbart": "Breitbart",
    "politico": "Politico",
    "usa-today": "USA Today",
    "west-journal": "Western Journalism",
    "huff-post": "The Huffington Post",
}


def _row(text: str, **more: Any) -> Row:
    return {"outlet": None, "url": None, "title": None, "published": None, "language": "en", **more, "text": text}


@cache
def _polnear(part: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for line in (CORPORA / "polnear" / f"{part}.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        rows.setdefault(row["doc"], []).append(row)
    return rows


@cache
def _white_house() -> list[Row]:
    return [json.loads(line) for line in (CORPORA / "news" / "white-house.jsonl").open(encoding="utf-8")]


def _gum(doc: str) -> Row:
    """Put a GUM document's words together again, paragraphs parted by a blank line."""
    parts: list[str] = []
    meta: dict[str, str] = {}
    skip = 0
    for line in (CORPORA / "gum" / "dep" / f"{doc}.conllu").open(encoding="utf-8"):
        if line.startswith("# meta::"):
            key, _, value = line[8:].partition(" = ")
            meta[key] = value.strip()
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            if parts:
                parts[-1] = parts[-1].rstrip()
                parts.append("\n\n")
        elif line.strip() and not line.startswith("#"):
            number, form, *_, misc = line.rstrip("\n").split("\t")
            if "." in number:
                continue
            if "-" in number:
                skip = int(number.split("-")[1])
            elif int(number) <= skip:
                continue
            else:
                skip = 0
            parts.append(form + ("" if "SpaceAfter=No" in misc else " "))
            if "-" not in number:
                skip = 0
        elif not line.strip():
            skip = 0
    published = meta.get("dateCreated")
    return _row(
        "".join(parts).strip(),
        outlet=meta.get("author"),
        title=meta.get("title"),
        url=meta.get("sourceURL"),
        published=published,
    )


def draft(ref: str) -> str:
    """Return the file that an annotator begins with."""
    article = article_of(ref)
    lines = [f"ref: {ref}", "annotator: ", "=== who", "", "=== said"]
    if ref.startswith("polnear/"):
        _, part, doc = ref.split("/", 2)
        rows = _polnear(part)[doc]
        text = article["text"]
        said = [a for a in rows[0]["attributions"] if a["cue"] and a["content"]]
        said.sort(key=lambda a: (a["content"][0][0], -a["content"][-1][1]))
        for i, a in enumerate(said, 1):
            roles = (" ++ ".join(_short(text[s:e]) for s, e in a[r]) or "-" for r in ("source", "cue", "content"))
            lines += [f"{i} {{?}} " + " || ".join(roles), "  ? ?"]
    return "\n".join([*lines, "", "=== more", ""])


def _short(words: str) -> str:
    some = words.split()
    return " ".join(some) if len(some) <= 14 else f"{' '.join(some[:6])} [...] {' '.join(some[-5:])}"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("print", "draft"))
    ap.add_argument("refs", nargs="+")
    ap.add_argument("--out", type=Path)
    a = ap.parse_args()
    for ref in a.refs:
        if a.what == "print":
            article = article_of(ref)
            print(
                "\n".join(f"{k}: {article[k] or ''}" for k in ("outlet", "title", "published"))
                + f"\n\n{article['text']}"
            )
        else:
            a.out.mkdir(parents=True, exist_ok=True)
            path = a.out / (re.sub(r"[^\w-]+", "_", ref) + ".txt")
            path.write_text(draft(ref), "utf-8")
            print(path)


if __name__ == "__main__":
    main()
