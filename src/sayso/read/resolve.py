"""Tell who each source is: pronouns, short forms and roles, by where the network points and by the names themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sayso.read.encoder import Floats
from sayso.read.heads import FIELDS
from sayso.read.knowledge import Known
from sayso.read.names import FIRST_PERSON, NUMBERS, bare, is_name, is_pronoun, same_body, same_person, tokens, unnamed
from sayso.read.pieces import Pieces
from sayso.read.pointing import Pointed
from sayso.read.saying import Saying
from sayso.terms.attribution import Kind
from sayso.terms.span import slice_text

KINDS = FIELDS["kind"]
SET = re.compile(
    rf"(?i)^(?:(?:another|{NUMBERS}|all|neither|none)|the\s+(?:first|second|third|other|others|latter|former))\b"
)
INSIDE_WORD = re.compile(r"[\w’'-]+")
OF_THEM = re.compile(r"(?i)\bof\s+(?:them|those|these|whom|the\s+\w+)\b")
PRONOUN_WEIGHT = 0.3  # of what a pronoun's context tells of its kind, against a noun's


@dataclass(slots=True)
class Entity:
    """One whose word it is, as the article lets them be known so far.

    `names` are proper names in the order found, `descriptions` other wordings; `mentions` are stretches of pieces
    [first, after) that stand for them, `sources` those that are the source of an attribution; `odds` sums
    what the network tells of kind, named and plural over the mentions.
    """

    names: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    mentions: list[tuple[int, int]] = field(default_factory=list)
    sources: list[tuple[int, int]] = field(default_factory=list)
    odds: dict[str, Floats] = field(default_factory=dict)
    known: Known | None = None

    @property
    def name(self) -> str | None:
        """The fullest proper name, else the first description, called unnamed where it is."""
        if self.names:
            if self.known and self.known.kind == "person" and self.known.id and all(" " not in n for n in self.names):
                return self.known.name
            return max(self.names, key=lambda n: (min(len(tokens(n)), 4), -self.names.index(n)))
        if not self.descriptions:
            return None
        return self.descriptions[0] if self.named else unnamed(self.descriptions[0])

    @property
    def kind(self) -> Kind:
        """The likeliest kind."""
        return KINDS[int(self.odds["kind"].argmax())] if "kind" in self.odds else "unknown"  # type: ignore[return-value]

    @property
    def named(self) -> bool:
        """Whether the text lets a reader identify them."""
        return "named" in self.odds and bool(self.odds["named"].argmax())

    @property
    def plural(self) -> bool:
        """Whether they are several."""
        return "plural" in self.odds and bool(self.odds["plural"].argmax())

    def learn(self, fields: Mapping[str, Floats], weight: float) -> None:
        """Add what the network tells of one mention."""
        for name in ("kind", "named", "plural"):
            self.odds[name] = self.odds.get(name, np.float32(0)) + weight * fields[name]

    def matches(self, name: str, person: bool) -> bool:
        """Return whether `name` may be theirs."""
        return any((same_person if person else same_body)(name, own) for own in self.names)


def whole_words(text: str, start: int, end: int) -> str:
    """Return text[start:end] widened to where words begin and end."""
    before = INSIDE_WORD.match(text[start - 1 :: -1]) if start else None
    after = INSIDE_WORD.match(text, end)
    if before and text[start : start + 1].isalnum():
        start -= before.end()
    if after and text[end - 1 : end].isalnum():
        end = after.end()
    return text[start:end].strip("-–'’")


class Resolver:
    """Goes through an article's sayings in reading order and tells who each one's source is."""

    def __init__(self, text: str, pieces: Pieces) -> None:
        self.text, self.pieces = text, pieces
        self.entities: list[Entity] = []
        self.why: dict[int, str] = {}

    def resolve(
        self, sayings: Sequence[Saying], parents: Sequence[int | None], pointed: Sequence[Pointed]
    ) -> list[Entity | None]:
        """Return who each saying's source is; None where it names nobody or nobody can be told."""
        who: list[Entity | None] = [None] * len(sayings)
        # whoever says "I" in a quotation is often named only behind it
        asks_speaker = [
            parents[i] is not None and slice_text(self.text, s.source).casefold() in FIRST_PERSON
            for i, s in enumerate(sayings)
        ]
        told = [i for i, s in enumerate(sayings) if s.source]
        for i in sorted(told, key=lambda i: (asks_speaker[i], sayings[i].source[0])):
            parent = parents[i]
            who[i], self.why[i] = self._who(sayings[i], who[parent] if parent is not None else None, pointed[i])
        return who

    def _who(self, one: Saying, speaker: Entity | None, pointed: Pointed) -> tuple[Entity | None, str]:
        """Return who the source is, and in words how that is known."""
        words = slice_text(self.text, one.source)
        mention = (one.asked[0], one.asked[-1] + 1)
        same = next((e for e in self.entities if mention in e.sources), None)
        if same:
            same.learn(one.fields, PRONOUN_WEIGHT)
            return same, f"“{words}” is the source of a verb before, too"
        name = self._name(one)
        found: Entity | None
        if name:
            found = self._named(name, one, pointed)
            why = f"“{name}” is named in “{words}”"
        elif words.casefold() in FIRST_PERSON and speaker:
            found, why = speaker, f"“{words}” is spoken by {speaker.name or 'the source of the quotation'}"
        else:
            found = self._pointed_at(pointed)
            why = f"“{words}” points back to {found.name}" if found else f"“{words}” stands for nobody told before"
            if found is None and not is_pronoun(words):
                found = self._new()
        if found:
            found.sources.append(mention)
            if not is_pronoun(words) and not name:
                found.descriptions.append(self._description(words, pointed))
            found.mentions.append(mention)
            found.learn(one.fields, PRONOUN_WEIGHT if is_pronoun(words) else 1.0)
        return found, why

    def _name(self, one: Saying) -> str | None:
        if not one.likeliest("named") or not one.name:
            return None
        name = bare(whole_words(self.text, *one.name[0]))
        return name if is_name(name) else None

    def _named(self, name: str, one: Saying, pointed: Pointed) -> Entity:
        person = one.likeliest("kind") == "person"
        for entity in reversed(self.entities):
            if entity.names and entity.matches(name, person):
                self._call(entity, name, person)
                return entity
        # known so far by a role alone: "the minister", then "Perin"
        found = self._pointed_at(pointed)
        if found is None or found.names:
            found = self._new()
        self._call(found, name, person)
        return found

    def _call(self, entity: Entity, name: str, person: bool) -> None:
        """Give the entity a name; wherever the text has it, or a person's last name alone, they are mentioned."""
        if name in entity.names:
            return
        entity.names.append(name)
        forms = {name, name.rsplit(maxsplit=1)[-1]} if person else {name}
        pattern = "|".join(re.escape(f) for f in sorted(forms, key=len, reverse=True) if len(f) > 2)
        for m in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", self.text) if pattern else ():
            first = int(np.searchsorted(self.pieces.ends, m.start(), side="right"))
            after = int(np.searchsorted(self.pieces.starts, m.end(), side="left"))
            if first < after and (first, after) not in entity.mentions:
                entity.mentions.append((first, after))

    def _pointed_at(self, pointed: Pointed) -> Entity | None:
        """Return who the network points back to, None where it points nowhere."""
        first, after, odds = pointed.mention()
        nowhere = pointed.nowhere("first")
        shares = [(pointed.meant(e.mentions), i) for i, e in enumerate(self.entities)]
        share, best = max(shares, default=(0.0, -1))
        if nowhere >= max(share, odds):
            return None
        if share >= odds:
            return self.entities[best]
        overlapping = [e for e in self.entities if any(s < after and first < a for s, a in e.mentions)]
        if overlapping:
            return overlapping[-1]
        mention = whole_words(self.text, int(self.pieces.starts[first]), int(self.pieces.ends[after - 1]))
        if is_pronoun(mention):
            return None
        name = bare(mention)
        if is_name(name):
            for entity in reversed(self.entities):
                if entity.names and (entity.matches(name, True) or entity.matches(name, False)):
                    return entity
        entity = self._new()
        entity.mentions.append((first, after))
        if is_name(name):
            self._call(entity, name, person=False)
        else:
            entity.descriptions.append(name)
        return entity

    def _description(self, words: str, pointed: Pointed) -> str:
        """Return the words as a description; for one of a set ("the third"), with the set that it is of."""
        plain = bare(words)
        if not SET.match(words) or len(tokens(plain)) > 4:
            return plain
        sets = [e for e in self.entities if e.plural and not e.names and e.descriptions and e.mentions]
        sets = [e for e in sets if e.mentions[0][0] < pointed.start + len(pointed.of("first"))]
        if not sets:
            return plain
        whole = sets[-1].descriptions[0]
        part = bare(OF_THEM.sub("", words)) or plain
        whole = re.split(r"\s+(?:with|who|from|close|familiar|briefed|in|at|of)\b", whole)[0]
        head = tokens(whole)[-1:] if whole else ()
        part = " ".join(w for w in part.split() if tokens(w)[-1:] != head) or part
        return f"{part} of {whole}"

    def _new(self) -> Entity:
        self.entities.append(Entity())
        return self.entities[-1]
