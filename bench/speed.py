"""Measure reading speed, start-up and memory on PolNeAR's dev articles, textacy's direct quotations beside it.

    python bench/speed.py [--peer PYTHON] [--rounds 3]

Each figure is of a whole process of its own; sayso and the peer take turns, so that a noisy machine is fair to both.
The raw figures go to build/bench/speed.json with the machine and the commit.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import DEV, ROOT, Row, load_rows, one_an_article, score

# What a laptop with two cores must reach.
LIMITS = {"articles_a_second": 8, "start_seconds": 2, "peak_mb": 800, "models_mb": 60}

CHILD = """
import json, sys, time
from peak import peak_mb
from sayso import Article, read_article, read_articles
articles = [Article(text=json.loads(line)["text"]) for line in open(sys.argv[1], encoding="utf-8")]
read_article(articles[0])
began = time.perf_counter()
found = sum(len(r.attributions) for r in read_articles(articles))
batch = time.perf_counter() - began
began = time.perf_counter()
for article in articles[:20]:
    read_article(article)
alone = (time.perf_counter() - began) / 20
print(json.dumps({"seconds": batch, "alone": alone, "found": found, "peak_mb": peak_mb()}))
"""


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--peer", help="a Python that has textacy and an English model of spaCy's")
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--check", action="store_true", help="fail where a figure misses the limits below")
    a = ap.parse_args()
    if not DEV.exists():
        print(f"speed: {DEV} is not there; nothing was measured", file=sys.stderr)
        return 1
    rows = load_rows(DEV)
    articles = one_an_article(rows)
    words = sum(len(r["text"].split()) for r in articles)
    ours: list[Row] = []
    theirs: list[Row] = []
    starts = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        path.write_text("".join(json.dumps({"doc": r["doc"], "text": r["text"]}) + "\n" for r in articles), "utf-8")
        short = Path(folder) / "short.txt"
        short.write_text("Prices will rise, the minister said on Monday.\n", "utf-8")
        for _ in range(a.rounds):
            ours.append(child([sys.executable, "-c", CHILD, str(path)]))
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "sayso", "read", str(short), "--json"], check=True, capture_output=True
            )
            starts.append(time.perf_counter() - began)
            if a.peer:
                theirs.append(
                    child([str(Path(a.peer).absolute()), str(ROOT / "bench" / "textacy_quotations.py"), str(path)])
                )
    report = {
        "machine": f"{platform.processor() or platform.machine()}, {len(os.sched_getaffinity(0))} cores",
        "commit": subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip(),
        "articles": len(articles), "words": words, "sayso": ours, "start_seconds": starts, "textacy": theirs,
    }  # fmt: skip
    seconds = statistics.median(r["seconds"] for r in ours)
    alone = statistics.median(r["alone"] for r in ours)
    rate = f"{len(articles) / seconds:6.1f} articles/s  {words / seconds:9,.0f} words/s"
    print(f"sayso    {rate}  in a batch of {len(articles)}")
    print(f"sayso    {1 / alone:6.1f} articles/s one by one")
    print(f"sayso    {statistics.median(starts):6.2f} s from the command to the first reading")
    print(f"sayso    {max(r['peak_mb'] for r in ours):6.0f} MB at its peak")
    if theirs:
        their = statistics.median(r["seconds"] for r in theirs)
        f1 = score(rows, theirs[0].pop("predicted"))["attribution"]["f1"]
        for r in theirs[1:]:
            r.pop("predicted")
        print(f"textacy  {len(articles) / their:6.1f} articles/s  {words / their:9,.0f} words/s  attribution F1 {f1}")
        print(f"textacy  {max(r['peak_mb'] for r in theirs):6.0f} MB at its peak")
        print(f"ratio    {their / seconds:6.2f} (sayso's articles a second to textacy's)")
    models = sum(p.stat().st_size for p in (ROOT / "models").iterdir()) / 1e6
    print(f"sayso    {models:6.1f} MB of model files")
    reached = {
        "articles_a_second": len(articles) / seconds >= LIMITS["articles_a_second"],
        "start_seconds": statistics.median(starts) <= LIMITS["start_seconds"],
        "peak_mb": max(r["peak_mb"] for r in ours) <= LIMITS["peak_mb"],
        "models_mb": models <= LIMITS["models_mb"],
    }
    out = ROOT / "build" / "bench" / "speed.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    missed = [name for name, right in reached.items() if not right]
    if missed:
        print("missed: " + ", ".join(f"{name} (limit {LIMITS[name]})" for name in missed))
    return 1 if a.check and missed else 0


def child(command: list[str]) -> Row:
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT / "bench")
    if run.returncode:
        raise SystemExit(f"{command[0]} failed:\n{run.stderr[-2000:]}")
    result: Row = json.loads(run.stdout.splitlines()[-1])
    return result


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
