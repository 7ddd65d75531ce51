"""The notation in which people write readings down, and its compiler to offsets.

    python learning/notation.py check FILE...           say what is wrong, by line
    python learning/notation.py show FILE...            print each attribution as it was understood
    python learning/notation.py compile FILE... > OUT   gold readings, one object a line, as the scorers want them

docs/annotation.md explains the notation and what is to be written down. Words of the text stand for their place in it;
where they occur several times, the occurrence closest to the attribution's other parts is meant, or `#2` says which.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora import article_of
from sayso.read.quote import find_quotations, quote_of
from sayso.terms.span import Span

Row = dict[str, Any]
Spans = list[tuple[int, int]]
KINDS = ("person", "outlet", "government", "organisation", "group", "document", "social_media", "unknown")
ACTS = (
    "say", "believe", "ask", "deny", "doubt", "accuse", "warn", "demand", "propose", "accept", "reject", "promise",
    "threaten",
)  # fmt: skip
COMMITS = ("demand", "propose", "accept", "reject", "promise", "threaten")
CERTAINTIES = ("certain", "probable", "possible", "unknown")
ENTITY = ("name", "aliases", "kind", "named", "plural")  # what an attribution takes from its source's line in `who`
LEVELS, STATUSES = ("leaders", "ministers", "officials"), ("proposed", "planned", "held", "called off")
ALTERNATIVES = {"act": ACTS, "certainty": CERTAINTIES, "kind": KINDS, "quote": ("direct", "indirect", "mixed")}
DATE = re.compile(r"\d{4}(-\d{2}){0,2}$")
CLOSE = 12  # two readings of a line whose parts lie apart by less than this much more are told apart by #2 only
MARKS = {**dict.fromkeys('"“”„«»', '["“”„«»]'), **dict.fromkeys("'’‘`", "['’‘`]"), **dict.fromkeys("-–—", "[-–—]")}


def chain_of(keys: list[str], who: Row) -> list[Row]:
    """Return the chain that the keys stand for, the outlet first."""
    return [{k: who[key][k] for k in ENTITY if k != "plural"} for key in (OUTLET, *keys)]


OUTLET = "page"  # the key that stands for the article's own outlet in `who`


class NotationError(Exception):
    """A line that cannot be understood."""


def parse(source: str) -> Row:
    """Turn one file of the notation into a gold reading. Raises NotationError, naming the line."""
    return _Parser(source).reading


class _Parser:
    def __init__(self, source: str) -> None:
        self.problems: list[str] = []
        head, sections = _sections(source)
        given = article_of(head["ref"]) if "ref" in head else {}
        self.body = given.get("text") or "\n".join(sections.get("text", (0, []))[1]).strip("\n")
        self.head = head = {**{k: v or "" for k, v in given.items() if k != "text"}, **head}
        if not self.body:
            raise NotationError("no section `=== text`, and no `ref:` of a corpus")
        self.who: dict[str, Row] = {}
        self.said: dict[int, Row] = {}
        self.rest: dict[str, list[Any]] = {"positions": [], "meetings": [], "furniture": [], "self_naming": []}
        for name, read in (("who", self._who), ("said", self._said), ("more", self._more)):
            line, lines = sections.get(name, (0, []))
            read(line, lines)
        for name in set(sections) - {"text", "who", "said", "more"}:
            self.problems.append(f"unknown section {name!r}")
        if self.problems:
            raise NotationError("\n".join(self.problems))
        order = sorted(self.said, key=lambda n: (self.said[n]["content"][0][0], -self.said[n]["content"][-1][1]))
        # of two layers with one content the outer one stands first
        order.sort(key=lambda n: (self.said[n]["content"][0][0], -self.said[n]["content"][-1][1], self._depth(n)))
        at = {n: i for i, n in enumerate(order)}
        attributions = []
        for n in order:
            a = self.said[n]
            a["parent"] = None if a["parent"] is None else at[a["parent"]]
            attributions.append(a)
        for p in self.rest["positions"]:
            p["attribution"] = at[p["attribution"]]
        for m in self.rest["meetings"]:
            m["attribution"] = None if m["attribution"] is None else at[m["attribution"]]
        article = {k: head.get(k) or None for k in ("outlet", "url", "title", "published")}
        article |= {"language": head.get("language", "en"), "text": self.body}
        other = {k: v for k, v in head.items() if k not in article and k != "doc"}
        self.reading = {
            "doc": head.get("doc") or head.get("ref"),
            "article": article,
            "attributions": attributions,
            **self.rest,
            "who": self.who,
            **other,
        }

    def _depth(self, n: int) -> int:
        depth, seen = 0, set()
        while n in self.said and self.said[n]["parent"] is not None and n not in seen:
            seen.add(n)
            n = self.said[n]["parent"]
            depth += 1
        return depth

    def _fail(self, line: int, why: str) -> None:
        self.problems.append(f"line {line}: {why}")

    def _who(self, first: int, lines: list[str]) -> None:
        outlet = self.head.get("outlet")
        names = [x.strip() for x in (outlet or "").split("|") if x.strip()]
        self.head["outlet"] = names[0] if names else None
        self.who[OUTLET] = {
            "name": names[0] if names else None,
            "aliases": names[1:],
            "kind": "outlet",
            "named": bool(outlet),
            "plural": False,
        }
        self.who["-"] = {"name": None, "aliases": [], "kind": "unknown", "named": False, "plural": False}
        for n, raw in enumerate(lines, first + 1):
            if not raw.strip():
                continue
            try:
                key, value = (x.strip() for x in raw.split("=", 1))
                fields = [f.strip() for f in value.split(";")]
                names = [x.strip() for x in fields[0].split("|")]
                kind = fields[1]
                flags = fields[2].replace(",", " ").split()
                rest = dict(f.split("=", 1) for f in fields[3:])
            except (ValueError, IndexError):
                self._fail(n, f"expected `key = Name | alias ; kind ; named or unnamed`, found {raw.strip()!r}")
                continue
            if (
                kind not in KINDS
                or not set(flags) <= {"named", "unnamed", "plural"}
                or not {"named", "unnamed"} & set(flags)
            ):
                self._fail(
                    n,
                    f"{raw.strip()!r}: kinds are {', '.join(KINDS)}; then `named` or `unnamed`, and `plural` where several",
                )
                continue
            if key in self.who:
                self._fail(n, f"the key {key!r} stands twice")
            self.who[key] = {
                "name": names[0],
                "aliases": names[1:],
                "kind": kind,
                "named": "named" in flags,
                "plural": "plural" in flags,
                "of": rest.get("of"),
            }
        for key, entity in self.who.items():
            if entity.get("of") and entity["of"] not in self.who:
                self.problems.append(f"who: {key!r} is of {entity['of']!r}, which is not in the list")

    def _said(self, first: int, lines: list[str]) -> None:
        joined: list[tuple[int, str, str]] = []
        for n, raw in enumerate(lines, first + 1):
            if not raw.strip():
                continue
            if raw[0].isspace():
                if joined:
                    joined[-1] = (joined[-1][0], joined[-1][1], f"{joined[-1][2]} {raw.strip()}")
                else:
                    self._fail(n, "labels without an attribution before them")
            else:
                joined.append((n, raw, ""))
        for n, raw, labels in joined:
            m = re.match(r"(\d+)\s*(?:<\s*(\d+))?\s*\{([^}]*)\}\s*(.+)$", raw)
            if not m:
                self._fail(n, f"expected `N <PARENT {{chain}} SOURCE || CUE || CONTENT`, found {raw.strip()[:60]!r}")
                continue
            number, parent = int(m[1]), int(m[2]) if m[2] else None
            keys = m[3].split()
            roles = [x.strip() for x in m[4].split("||")]
            unknown = [k for k in keys if k not in self.who]
            if len(roles) != 3 or unknown or not keys:
                self._fail(
                    n,
                    f"unknown keys {unknown}"
                    if unknown
                    else "an empty chain"
                    if not keys
                    else f"expected SOURCE || CUE || CONTENT, found {len(roles)} parts",
                )
                continue
            if parent is not None and parent not in self.said:
                self._fail(n, f"parent {parent} does not stand above")
                continue
            if number in self.said:
                self._fail(n, f"number {number} stands twice")
                continue
            try:
                within = self.said[parent]["content"] if parent is not None else None
                source, cue, content = self._place(roles, within)
                a = {"source": source, "cue": cue, "content": content, **self._labels(labels)}
            except NotationError as error:
                self._fail(n, str(error))
                continue
            entity = self.who[keys[-1]]
            override = a.pop("quote", None)
            spans, sign = (tuple(Span(*s) for s in x) for x in (content, cue))
            also = a.pop("also")
            self.said[number] = {
                **a,
                **{k: entity[k] for k in ENTITY},
                "quote": override or quote_of(self.body, spans, sign, find_quotations(self.body)),
                "chain": chain_of(keys, self.who),
                "keys": keys,
                "parent": parent,
                **{f"{k}_also": v for k, v in also.items()},
            }

    def _labels(self, labels: str) -> Row:
        found: Row = {"act": None, "certainty": None, "negated": False, "said_on": None, "also": {}}
        words = labels.replace(",", " , ").split()
        i = 0
        while i < len(words):
            w = words[i]
            if w in ACTS:
                found["act"] = w
            elif w in CERTAINTIES:
                found["certainty"] = w
            elif w in ("not", "negated"):
                found["negated"] = True
            elif w in ("opt", "optional"):
                found["optional"] = True
            elif w == "on" and i + 1 < len(words) and DATE.match(words[i + 1]):
                i += 1
                found["said_on"] = words[i]
            elif "=" in w:
                field, value = w.split("=", 1)
                if field not in ALTERNATIVES or value not in ALTERNATIVES[field]:
                    raise NotationError(f"{w!r}: write act=, certainty=, kind= or quote= with one of the words for it")
                if field == "quote":
                    found["quote"] = value
                else:
                    found["also"].setdefault(field, []).append(value)
            elif w != ",":
                raise NotationError(f"{w!r} is no label")
            i += 1
        if not found["act"] or not found["certainty"]:
            raise NotationError("an act and a certainty are needed below the line")
        return found

    def _more(self, first: int, lines: list[str]) -> None:
        for n, raw in enumerate(lines, first + 1):
            if not raw.strip():
                continue
            head, _, body = raw.partition(":")
            words = head.split()
            fields = [f.strip() for f in body.split(" ; ")]
            try:
                if words[0] == "position":
                    self._position(int(words[1]), fields)
                elif words[0] == "meeting":
                    self._meeting(" ".join(words[1:]), fields)
                elif words[0] in ("furniture", "self"):
                    self.rest["furniture" if words[0] == "furniture" else "self_naming"] += self._spans(
                        body.strip(), None
                    )
                else:
                    raise NotationError("expected position, meeting, furniture or self")
            except (NotationError, IndexError, ValueError) as error:
                self._fail(n, f"{raw.strip()[:60]!r}: {error}")

    def _position(self, number: int, fields: list[str]) -> None:
        if number not in self.said:
            raise NotationError(f"no attribution {number}")
        key, issue, content, *conditions = fields
        if key not in self.who:
            raise NotationError(f"the party {key!r} is not in the list of who")
        a = self.said[number]
        if a["act"] not in COMMITS and not set(a.get("act_also", [])) & set(COMMITS):
            raise NotationError(f"attribution {number} has the act {a['act']}, which commits nobody")
        act = a["act"] if a["act"] in COMMITS else next(x for x in a["act_also"] if x in COMMITS)
        if not all(c.startswith("condition ") for c in conditions):
            raise NotationError("each condition begins with `; condition `, then its words of the text")
        party = self.who[key]
        self.rest["positions"].append({
            "attribution": number, "party": party["name"], "party_aliases": party["aliases"], "issue": issue, "act": act,
            "content": self._spans(content, a["content"]), "conditions": [self._spans(c.removeprefix("condition ").strip(), a["content"], None) for c in conditions],
        })  # fmt: skip

    def _meeting(self, head: str, fields: list[str]) -> None:
        status = next((s for s in STATUSES if head.startswith(s)), None)
        level = head[len(status or "") :].strip() or "-"
        if not status or level not in (*LEVELS, "-"):
            raise NotationError(
                f"write `meeting STATUS LEVEL:` with {', '.join(STATUSES)} and {', '.join(LEVELS)} or -"
            )
        people, date, place, spans, *rest = fields
        keys = [k.strip() for k in people.split(",")]
        unknown = [k for k in keys if k not in self.who]
        if unknown or (date != "-" and not DATE.match(date)):
            raise NotationError(
                f"unknown keys {unknown}" if unknown else f"{date!r} is no date such as 2026-03-11, and not -"
            )
        by = int(rest[0].removeprefix("by ")) if rest else None
        if by is not None and by not in self.said:
            raise NotationError(f"no attribution {by}")
        self.rest["meetings"].append({
            "participants": [self.who[k]["name"] for k in keys], "level": None if level == "-" else level, "status": status,
            "date": None if date == "-" else date, "place": None if place == "-" else place,
            "spans": self._spans(spans, None), "attribution": by,
        })  # fmt: skip

    def _place(self, roles: list[str], within: Spans | None) -> tuple[Spans, Spans, Spans]:
        """Find the three roles of a line; where words occur several times, those that lie closest together."""
        options = []
        for role, words in enumerate(roles):
            some = [[]] if words == "-" and role == 0 else self._candidates(words, within if role == 2 else None)
            options.append(some)
        ranked = sorted(
            (
                (self._apart(cue, content) + self._apart(source, cue), i)
                for i, (source, cue, content) in enumerate(itertools.product(*options))
            ),
        )
        sets = list(itertools.product(*options))
        if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < CLOSE:
            one, two = sets[ranked[0][1]], sets[ranked[1][1]]
            role = next(r for r in range(3) if one[r] != two[r])
            places = [self._context(x) for x in options[role][:4]]
            raise NotationError(
                f"{roles[role][:50]!r} may be {' or '.join(places)}: add #1, #2, ... to say which occurrence"
            )
        return sets[ranked[0][1]]

    def _apart(self, a: Spans, b: Spans) -> int:
        """Return how far apart two roles stand: characters, and more for each sentence's end between them."""
        if not a or not b:
            return 0
        ways = []
        for s1, e1 in a:
            for s2, e2 in b:
                if s2 < e1 and s1 < e2:
                    ways.append(30)
                else:
                    between = self.body[e1:s2] if s2 >= e1 else self.body[e2:s1]
                    ways.append(len(between) + 60 * len(re.findall(r"[.!?][\"”’»']?\s|\n", between)))
        return min(ways)

    def _context(self, spans: Spans) -> str:
        s, e = spans[0]
        return f"“{self.body[max(0, s - 20) : e + 20]!s}”".replace("\n", " ")[:90]

    def _spans(self, words: str, *within: Spans | None) -> Spans:
        for w in within:
            found = self._candidates(words, w, missing=w is not within[-1])
            if found:
                if len(found) > 1:
                    raise NotationError(f"{words[:50]!r} occurs {len(found)} times: add #1, #2, ... to say which")
                return found[0]
        raise NotationError(f"not in the text: {words[:70]!r}")

    def _candidates(self, words: str, within: Spans | None, missing: bool = False) -> list[Spans]:
        """Return every way to find `words`, whose parts are joined by ++, in order in the text."""
        m = re.search(r"\s#(\d+)$", words)
        pick = int(m[1]) if m else None
        parts = [p.strip() for p in (words[: m.start()] if m else words).split("++")]
        ways: list[Spans] = []
        lists = [self._occurrences(p, within) for p in parts]
        if not all(lists):
            if missing:
                return []
            lost = parts[[bool(x) for x in lists].index(False)]
            inside = " inside the parent's content" if within and self._occurrences(lost, None) else " in the text"
            raise NotationError(f"not{inside}: {lost[:70]!r}")
        if pick is not None:
            if pick > len(lists[0]):
                raise NotationError(f"{parts[0][:50]!r} occurs {len(lists[0])} times, not {pick}")
            lists[0] = [self._occurrences(parts[0], within)[pick - 1]]
        for first in lists[0]:
            way = [first]
            for more in lists[1:]:
                after = [x for x in more if x[0] >= way[-1][1]] or [x for x in more if x[1] <= way[0][0]][-1:]
                if not after:
                    break
                way.append(after[0])
            else:
                ways.append(sorted(way))
        if not ways and not missing:
            raise NotationError(f"the parts do not stand in this order: {words[:70]!r}")
        return ways

    def _occurrences(self, words: str, within: Spans | None) -> Spans:
        pieces = [
            r"\s+".join("".join(MARKS.get(c, re.escape(c)) for c in w) for w in piece.split())
            for piece in re.split(r"\s*\[\.\.\.\]\s*", words)
        ]
        if not all(pieces):
            raise NotationError(f"nothing before or after [...]: {words!r}")
        # words begin and end where words of the text do
        pattern = r"[\s\S]*?".join(pieces)
        pattern = (r"(?<!\w)" if words[:1].isalnum() else "") + pattern + (r"(?!\w)" if words[-1:].isalnum() else "")
        found = [m.span() for m in re.finditer(f"(?=({pattern}))", self.body) for m in [_Group(m)]]
        if "[...]" in words:  # of overlapping ones with the same end, the shortest
            found = [s for s in found if not any(o != s and o[1] == s[1] and o[0] > s[0] for o in found)]
        if within is not None:
            found = [
                s
                for s in found
                if any(a <= s[0] and s[1] <= b for a, b in within) or (within[0][0] <= s[0] and s[1] <= within[-1][1])
            ]
        return found


class _Group:
    def __init__(self, m: re.Match[str]) -> None:
        self.m = m

    def span(self) -> tuple[int, int]:
        return self.m.span(1)


def _sections(source: str) -> tuple[dict[str, str], dict[str, tuple[int, list[str]]]]:
    head: dict[str, str] = {}
    sections: dict[str, tuple[int, list[str]]] = {}
    name = None
    for n, line in enumerate(source.replace("\r\n", "\n").split("\n"), 1):
        m = re.match(r"=== (\w+)\s*$", line)
        if m:
            name = m[1]
            sections[name] = (n, [])
        elif name:
            sections[name][1].append(line)
        elif line.strip() and not line.startswith("#"):
            key, colon, value = line.partition(":")
            if not colon:
                raise NotationError(f"line {n}: expected `key: value`, found {line!r}")
            head[key.strip()] = value.strip()
    return head, sections


def split_files(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, source) of each article of a file; several in one file are parted by lines of ten or more `#`."""
    parts = re.split(r"(?m)^#{10,}\s*$", path.read_text("utf-8"))
    for i, part in enumerate(p for p in parts if p.strip()):
        yield (f"{path}" if len(parts) == 1 else f"{path} [{i + 1}]"), part


def show(reading: Row) -> str:
    text = reading["article"]["text"]

    def words(spans: Spans) -> str:
        return " ... ".join(text[s:e] for s, e in spans) or "-"

    lines = []
    for i, a in enumerate(reading["attributions"]):
        chain = " > ".join(str(x["name"]) for x in a["chain"])
        parent = "" if a["parent"] is None else f" <{a['parent']}"
        lines.append(f"{i:2d}{parent} [{chain}]\n     {words(a['source'])} | {words(a['cue'])} | {words(a['content'])}")
        lines.append(
            f"     {a['act']} {a['certainty']}{' negated' if a['negated'] else ''} {a['quote']} {a['kind']} {'named' if a['named'] else 'unnamed'}{' optional' if a.get('optional') else ''}"
        )
    lines += [
        f"position {p['attribution']}: {p['party']} / {p['issue']} / {p['act']}: {words(p['content'])}"
        + "".join(f" IF {words(c)}" for c in p["conditions"])
        for p in reading["positions"]
    ]
    lines += [
        f"meeting {m['status']} {m['level']} {m['participants']} {m['date']} {m['place']}: {words(m['spans'])}"
        for m in reading["meetings"]
    ]
    return "\n".join(lines)


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("check", "show", "compile"))
    ap.add_argument("files", nargs="+", type=Path)
    a = ap.parse_args()
    wrong = 0
    total = 0
    for path in a.files:
        for name, source in split_files(path):
            try:
                reading = parse(source)
            except NotationError as error:
                wrong += 1
                print("\n".join(f"{name}: {line}" for line in str(error).split("\n")), file=sys.stderr)
                continue
            total += len(reading["attributions"])
            if a.what == "show":
                print(f"{name}\n{show(reading)}\n")
            elif a.what == "compile":
                reading["doc"] = reading["doc"] or name
                print(json.dumps(reading, ensure_ascii=False))
    print(f"{total} attributions, {wrong} articles with errors", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
