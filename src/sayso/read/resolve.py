"""Tell who each source is: pronouns, short forms and roles, by where the network points and by the names themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from sayso.read.entity import LONGEST, Entity, Mentions
from sayso.read.names import (
    FIRST_PERSON,
    NUMBERS,
    POSSESSIVE,
    bare,
    body_name,
    is_name,
    is_pronoun,
    last_name,
    person_name,
    tokens,
    without_aside,
)
from sayso.read.pieces import Pieces
from sayso.read.pointing import Pointed
from sayso.read.saying import Saying
from sayso.terms.span import Spans, slice_text

SOME_OF_A_SET = re.compile(
    rf"(?i)(?:(?:another|{NUMBERS}|all|neither|none)|the\s+(?:first|second|third|others?|latter|former))\b"
)
OF_THEM = re.compile(rf"(?i)\bof\s+(?:them|those|these|whom|(?:(?:the|those|these)\s+)?({NUMBERS}|others?))\b")
PRONOUN_WEIGHT = 0.3  # of what a pronoun's context tells of its kind, against a noun's
NUMBER = re.compile(rf"(?i){NUMBERS}|all|neither|none|another|others?|first|second|third|fourth|latter|former|same")
OF_A_NUMBER = re.compile(rf"(?i)\bof\s+(?:the\s+)?(?:{NUMBERS})\b")
TO_THE_SET = re.compile(r"\s+of(?:\s+the)?$")
ANOTHER = re.compile(r"(?i)another\b")
ONE_OF_A_ROW = re.compile(r"(?i)(?:the\s+(?:first|second|third|fourth|others?)\b|one$)")
WE = frozenset(("we", "us", "our", "ours"))
CAPITALS_BEFORE = re.compile(r"(?<!\w)(?:[^\W\d_a-z][\w’'.-]* )+$")
CAPITALS_BEHIND = re.compile(r"(?: [^\W\d_a-z][\w’'-]*)+")
BROKEN = 3  # characters that may part the pieces of one name
BACK = 4000  # pieces back that a set is looked for
LEAST = 0.15  # probability of a mention below which a pointer points nowhere
MOST_WORDS = 8  # of a mention that is no source
RUNS_ON = re.compile(r"[.!?;]\s|\n")
WIDEST = 40  # characters by which a stretch is widened to whole words


class Resolver:
    """Go through an article's sayings in reading order and tell who each one's source is.

    `entities` are those found so far, `mentions` where they are, `why` tells for each saying how its source is known.
    """

    def __init__(self, text: str, pieces: Pieces) -> None:
        self.text, self.pieces = text, pieces
        self.entities: list[Entity] = []
        self.mentions = Mentions()
        self.why: dict[int, str] = {}
        self._sources: dict[tuple[int, int], Entity] = {}
        self._by_token: dict[str, list[Entity]] = {}
        self._parts: dict[str, Entity] = {}  # "the second official"

    def resolve(
        self, sayings: Sequence[Saying], parents: Sequence[int | None], pointed: Sequence[Pointed]
    ) -> list[Entity | None]:
        """Return who each saying's source is; None where it names nobody or nobody can be told."""
        who: list[Entity | None] = [None] * len(sayings)
        # whoever says "I" in a quotation is often named only behind it
        asks_outer = [
            parents[i] is not None and slice_text(self.text, s.source).casefold() in FIRST_PERSON
            for i, s in enumerate(sayings)
        ]
        told = [i for i, s in enumerate(sayings) if s.source]
        for i in sorted(told, key=lambda i: (asks_outer[i], sayings[i].source[0], i)):
            parent = parents[i]
            who[i], self.why[i] = self._who(sayings[i], who[parent] if parent is not None else None, pointed[i])
        return who

    def _who(self, one: Saying, outer: Entity | None, pointed: Pointed) -> tuple[Entity | None, str]:
        """Return who the source is, and in words how that is known."""
        words = " ".join(slice_text(self.text, one.source).split())
        phrase = (one.asked[0], min(one.asked[-1] + 1, one.asked[0] + LONGEST))
        if phrase in self._sources:
            same = self._sources[phrase]
            same.learn(one.fields, PRONOUN_WEIGHT)
            return same, f"“{words}” is the source of a cue before, too"
        name = self._name(one)
        found: Entity | None
        if name:
            found = self._named(name, one, pointed)
            why = f"“{name}” is named in “{words}”"
        elif ANOTHER.match(words):
            found, why = self._new(), f"“{words}” is told apart from those before"
        elif ONE_OF_A_ROW.match(words) and self._sets_before(words, one.asked[0]):
            found = self._parts.get(bare(words).casefold()) or self._new()
            self._parts[bare(words).casefold()] = found
            why = f"“{words}” is told apart from the others"
        elif words.casefold() in WE and (found := self._pointed_at(pointed)):
            why = f"“{words}” points back to {found.name}"
        elif words.casefold() in FIRST_PERSON and outer:
            found, why = outer, f"“{words}” is said by {outer.name or 'the source of the quotation'}"
        else:
            found = self._pointed_at(pointed)
            why = f"“{words}” points back to {found.name}" if found else f"“{words}” stands for nobody told before"
            if found is None and not is_pronoun(words) and bare(words):
                found = self._new()
        if found:
            if (
                (not is_pronoun(words) or ONE_OF_A_ROW.match(words))
                and not name
                and (plain := self._description(words, one.asked[0]))
            ):
                found.descriptions.append(plain)
            self._sources[phrase] = found
            self.mentions.add(*phrase, found)
            found.learn(one.fields, PRONOUN_WEIGHT if is_pronoun(words) else 1.0)
        return found, why

    def _name(self, one: Saying) -> str | None:
        """Return the proper name within the source: of a person the last one, of a body the longest."""
        if not one.likeliest("named"):
            return None
        runs: list[tuple[int, int]] = []
        for span in one.name:
            start, end = word_bounds(self.text, *span)
            if runs and start - runs[-1][1] <= BROKEN:
                runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
            else:
                runs.append((start, end))
        owners = [r for r in runs if not POSSESSIVE.match(self.text, r[1] - 2)] or runs
        if one.likeliest("kind") == "person":
            wider = [self._capitals_around(s, e, one.source) for s, e in owners]
            people = [name for s, e in wider if (name := person_name(self.text[s:e]))]
            if people:
                return people[-1]
        bodies = [name for s, e in owners if (name := body_name(self.text[s:e]))]
        return max(bodies, key=len, default=None)

    def _capitals_around(self, start: int, end: int, source: Spans) -> tuple[int, int]:
        """Return the stretch widened over the words with a capital on both sides of it, within the source."""
        lo, hi = next(((s, e) for s, e in source if s <= start and end <= e), (start, end))
        lo = max(lo, start - WIDEST)
        before, after = CAPITALS_BEFORE.search(self.text, lo, start), CAPITALS_BEHIND.match(self.text, end, hi)
        return (before.start() if before else start), (after.end() if after else end)

    def _named(self, name: str, one: Saying, pointed: Pointed) -> Entity:
        person = one.likeliest("kind") == "person"
        for entity in self._alike(name):
            if entity.matches(name, person):
                self._call(entity, name, person)
                return entity
        # known so far by a role alone ("the minister", then "Perin"), or by a name that was no source
        found = self._pointed_at(pointed)
        if found is None or (found.names and not found.matches(name, person)):
            found = self._new()
        self._call(found, name, person)
        return found

    def _alike(self, name: str) -> list[Entity]:
        """Return those one of whose names has a word of this one, the last named first."""
        found = {id(e): e for t in tokens(name) for e in self._by_token.get(t, ())}
        return sorted(found.values(), key=lambda e: -e.number)

    def _call(self, entity: Entity, name: str, person: bool) -> None:
        """Give the entity a name; wherever the text has it, or a person's last name alone, they are mentioned."""
        if name in entity.names:
            return
        entity.names.append(name)
        for token in set(tokens(name)):
            self._by_token.setdefault(token, []).append(entity)
        forms = {name, last_name(name)} if person else {name}
        pattern = "|".join(re.escape(f) for f in sorted(forms, key=len, reverse=True) if len(f) > 1)
        for m in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", self.text) if pattern else ():
            first = int(np.searchsorted(self.pieces.ends, m.start(), side="right"))
            after = int(np.searchsorted(self.pieces.starts, m.end(), side="left"))
            if first < after:
                self.mentions.add(first, min(after, first + LONGEST), entity)

    def _pointed_at(self, pointed: Pointed) -> Entity | None:
        """Return who the network points back to, None where it points nowhere."""
        first, after, free = pointed.mention()
        best, top = None, 0.0
        for s, a, entity in self.mentions.between(pointed.start, pointed.end):
            share = pointed.meant(s, a)
            if share >= top:
                best, top = entity, share
        if pointed.nowhere("first") >= max(top, free) or max(top, free) < LEAST:
            return None
        if best and top >= free:
            return best
        inside = [e for s, a, e in self.mentions.between(first, after) if first <= s and a <= after]
        return inside[-1] if inside else self._met(first, after)

    def _met(self, first: int, after: int) -> Entity | None:
        """Return whoever these pieces stand for, who was no source so far."""
        mention = whole_words(self.text, int(self.pieces.starts[first]), int(self.pieces.ends[after - 1]))
        name = bare(mention)
        if not name or is_pronoun(mention) or RUNS_ON.search(mention) or len(name.split()) > MOST_WORDS:
            return None
        if is_name(name):
            for entity in self._alike(name):
                if entity.matches(name, True) or entity.matches(name, False):
                    return entity
        entity = self._new()
        self.mentions.add(first, after, entity)
        if is_name(name):
            self._call(entity, name, person=False)
        else:
            entity.descriptions.append(name)
        return entity

    def _description(self, words: str, at: int) -> str:
        """Return the words as a description; for some of a set ("the third"), with the set that they are of."""
        plain = bare(words)
        if not SOME_OF_A_SET.match(words):
            return plain
        words = without_aside(words)
        plain = bare(words)
        sets = self._sets_before(words, at)
        if not sets or len(tokens(plain)) > 4:
            return plain
        whole = without_aside(sets[-1].descriptions[0])
        whole = whole[:1].lower() + whole[1:]
        part = bare(OF_THEM.sub("", words)) or plain
        own = {_head(t) for t in tokens(whole)}
        part = " ".join(w for w in part.split() if not {_head(t) for t in tokens(w)} <= own) or part
        part = TO_THE_SET.sub("", part) or part
        return f"{part[:1].lower()}{part[1:]} of {whole}"

    def _sets_before(self, words: str, at: int) -> list[Entity]:
        """Return the sets told of before piece `at` that these words ("the third", "two of them") may be some of."""
        before = {id(e): e for _, _, e in self.mentions.between(max(0, at - BACK), at)}.values()
        sets = [e for e in before if e.plural and not e.names and e.descriptions]
        sets = [e for e in sets if not OF_A_NUMBER.search(e.descriptions[0])]
        of = OF_THEM.search(words)
        nouns = (
            {of[1].casefold()} if of and of[1] else {_head(t) for t in tokens(bare(words)) if not NUMBER.fullmatch(t)}
        )
        likely = [e for e in sets if nouns & {_head(t) for t in tokens(e.descriptions[0])}]
        return likely or (sets if of or not nouns else [])  # "both capitals" are not of the "two officials"

    def _new(self) -> Entity:
        self.entities.append(Entity(number=len(self.entities)))
        return self.entities[-1]


def _head(word: str) -> str:
    """Return a noun without the ending of the plural."""
    return word.removesuffix("s")


def whole_words(text: str, start: int, end: int) -> str:
    """Return text[start:end] widened to where words begin and end."""
    start, end = word_bounds(text, start, end)
    return text[start:end].strip("-–'’")


def word_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the words begin and end that text[start:end] is part of."""
    least, most = max(0, start - WIDEST), min(len(text), end + WIDEST)
    while start > least and _in_word(text[start]) and _in_word(text[start - 1]):
        start -= 1
    while end < most and _in_word(text[end - 1]) and _in_word(text[end]):
        end += 1
    return start, end


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign in "-’'"
