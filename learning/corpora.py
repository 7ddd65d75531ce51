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


# Texts of GUM's training part that are measured on (bench/labels/gum-news.jsonl), and so never learnt from.
GUM_MEASURED = frozenset(
    f"GUM_news_{x}"
    for x in (
        "lanterns",
        "warming",
        "hackers",
        "crane",
        "taxes",
        "worship",
        "warhol",
        "questionnaire",
        "flag",
        "afghan",
        "election",
    )
)


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
    text, meta, _ = read_gum(doc)
    about = {"outlet": meta.get("author"), "title": meta.get("title"), "url": meta.get("sourceURL")}
    return _row(text, **about, published=meta.get("dateCreated"))


def read_gum(doc: str) -> tuple[str, dict[str, str], list[tuple[int, int, str]]]:
    """Put a GUM document's words together again, paragraphs parted by a blank line.

    Returns the text, the document's meta data, and each token's place in the text with its column of remarks.
    """
    meta: dict[str, str] = {}
    tokens: list[tuple[int, int, str]] = []
    text, gap, upto = "", "", 0
    for line in (CORPORA / "gum" / "dep" / f"{doc}.conllu").open(encoding="utf-8"):
        if line.startswith("# meta::"):
            key, _, value = line[8:].partition(" = ")
            meta[key] = value.strip()
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            gap = "\n\n" if text else ""
        elif not line.strip():
            upto = 0  # numbers begin again with each sentence
        elif not line.startswith("#"):
            number, form, *_, misc = line.rstrip("\n").split("\t")
            if "." in number:
                continue
            if "-" in number:  # several tokens written as one word
                start = len(text) + len(gap)
                text += gap + form
                gap = "" if "SpaceAfter=No" in misc else " "
                upto = int(number.split("-")[1])
            elif int(number) <= upto:
                tokens.append((start, len(text), misc))
            else:
                start = len(text) + len(gap)
                text += gap + form
                gap = "" if "SpaceAfter=No" in misc else " "
                tokens.append((start, len(text), misc))
    return text, meta, tokens


def gum_mentions(doc: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """Return a GUM document's text and its mentions in reading order: entity, type, start, end."""
    text, _, tokens = read_gum(doc)
    found: list[tuple[str, str, int, int]] = []
    opened: dict[str, list[tuple[str, int]]] = {}
    for start, end, misc in tokens:
        entity = next((m[7:] for m in misc.split("|") if m.startswith("Entity=")), "")
        for m in re.finditer(r"\((\d+)-([a-z]+)-[^()]*(\)?)|(\d+)\)", entity):
            if m[1] and m[3]:
                found.append((m[1], m[2], start, end))
            elif m[1]:
                opened.setdefault(m[1], []).append((m[2], start))
            elif opened.get(m[4]):
                kind, first = opened[m[4]].pop()
                found.append((m[4], kind, first, end))
    return text, sorted(found, key=lambda x: (x[2], -x[3]))


def gum_train() -> list[str]:
    """Return the names of GUM's documents for training, without those that our own readings are measured on."""
    lines = (CORPORA / "gum" / "splits.md").read_text("utf-8").split("## train")[1].split("##")[0]
    names = re.findall(r"GUM_\w+", lines)
    return [n for n in names if n not in GUM_MEASURED and (CORPORA / "gum" / "dep" / f"{n}.conllu").exists()]


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
