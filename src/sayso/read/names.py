"""Names as strings: what to leave off, when two stand for the same one, how to call somebody unnamed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FIRST_PERSON = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
PRONOUNS = FIRST_PERSON | frozenset((
    "he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself", "they", "them", "their",
    "theirs", "themselves", "this", "that", "these", "those", "who", "whom", "whose", "which", "one", "you", "your",
))  # fmt: skip
# A capitalised "A" or "An" may begin a name (An Chol Su) unless a small word follows.
DETERMINER = re.compile(
    r"(?:[Tt]he|an?|An?(?=\s+[a-z])|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Mm]y|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose)\s+"
)
RELATIVE = re.compile(r",\s+(?:who|whom|whose|which|where|(?:him|her|it)self|themselves)\b.*$", re.DOTALL)
ITSELF = re.compile(r"\s+(?:himself|herself|itself|themselves)$")
ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Jr|Sr|Inc|Co|Corp|Ltd|St))\.$")
INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
POSSESSIVE = re.compile(r"['’]s\b")
ANONYMITY = re.compile(r"(?i)\b(?:unnamed|anonymous|unidentified)\s+")
NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|several|some|many|most|few|both"
QUANTITY = re.compile(
    rf"(?i)(?:(?:(?:more than|at least|about|over|nearly)\s+)?(?:\d[\d,.]*|{NUMBERS}|another|others?|additional|first|"
    r"second|third|fourth|a number)\s+(?:(?:of|more|other|the)\s+)*)+"
)
WORD = re.compile(r"[^\W_]+")
LITTLE = frozenset(("the", "a", "an", "of"))
TITLES = frozenset(("mr", "mrs", "ms", "dr", "sir", "dame", "lord", "lady", "prof", "professor"))
GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
# Words that one name of a body may have and another leave out.
GENERIC = frozenset(
    ("news", "agency", "government", "newspaper", "magazine", "daily", "paper", "online", "television", "tv")
)
PARTICLES = frozenset((
    "de", "da", "di", "do", "dos", "del", "della", "van", "von", "der", "den", "ter", "zu", "al", "el", "bin", "ibn",
    "la", "le", "y",
))  # fmt: skip
# What stands before a person's name and is no part of it.
OFFICES = TITLES | frozenset((
    "president", "minister", "premier", "chancellor", "secretary", "senator", "sen", "gov", "governor", "rep",
    "congressman", "congresswoman", "mayor", "ambassador", "envoy", "general", "gen", "colonel", "col", "major",
    "captain", "lieutenant", "admiral", "sergeant", "chief", "chair", "chairman", "chairwoman", "director", "spokesman",
    "spokeswoman", "spokesperson", "commissioner", "judge", "justice", "speaker", "leader", "deputy", "attorney",
))  # fmt: skip
LOOSE = re.compile(r"^(?:(?:of|in|at|for|and|the)\s+)+|(?:\s+(?:of|in|at|for|and|the))+$")
BRACKETS = re.compile(r"\s*\([^)]*\)?")
# Where a description goes on with what is not part of it: "an envoy, to us, over tea".
ASIDE = re.compile(r",\s+(?!and\b|or\b)[a-z]")
WITHIN = re.compile(r"\s+(?:of|from|for|at|in)\s+")  # what a person belongs to
LONGEST = 200  # characters of a name that are looked at


def is_pronoun(words: str) -> bool:
    """Return whether the words are a pronoun alone."""
    return words.strip().casefold() in PRONOUNS


def trim(words: str) -> str:
    """Return the words on one line, without white space, marks and a possessive ending at their edges."""
    words = " ".join(words[:LONGEST].split()).strip(' ,;:"“”„«»')
    words = POSSESSIVE.sub("", words) if POSSESSIVE.search(words[-2:]) else words
    words = words[:-1] if words.endswith(("s'", "s’")) else words
    return words if ABBREVIATED.search(words) else words.rstrip(".,;: ")


def bare(words: str) -> str:
    """Return a noun phrase without its determiner, possessive ending, closing comma and relative clause."""
    plain = trim(ITSELF.sub("", trim(RELATIVE.sub("", words[:LONGEST]))))
    m = DETERMINER.match(plain)
    return plain[m.end() :] if m and m.end() < len(plain) else plain


def unnamed(words: str) -> str | None:
    """Return how to call somebody whom the text does not name, such as "three unnamed officials with knowledge"."""
    words = re.sub(r"^An?\s+", "", ANONYMITY.sub("", bare(words)))
    words = without_aside(words)
    if not words:
        return None
    first = re.match(rf"(?i)(?:{NUMBERS}|another|others?)\b", words)
    if first:
        words = words[0].lower() + words[1:]
    m = QUANTITY.match(words)
    return f"{m.group()}unnamed {words[m.end() :]}" if m else f"unnamed {words}"


def without_aside(words: str) -> str:
    """Return a description up to where it goes on with what is no part of it."""
    aside = ASIDE.search(words)
    return words[: aside.start()] if aside else words


@lru_cache(maxsize=10_000)
def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name without accents, case and little words; initials are one word (U.S.: us)."""
    found = split_words(name[:LONGEST])
    return tuple(t for t in found if t not in LITTLE) or tuple(found)


def split_words(text: str) -> list[str]:
    """Return the words of a text of any length without accents and case; initials are one word."""
    plain = INITIALS.sub(lambda m: m.group().replace(".", ""), POSSESSIVE.sub("", text))
    plain = unicodedata.normalize("NFKD", plain)
    return WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).casefold())


def same_person(one: str, other: str) -> bool:
    """Return whether two names may be one person's: the same last word, the shorter one's words all in the longer."""
    a, b = sorted((_untitled(one), _untitled(other)), key=len)
    return bool(a) and a[-1] == b[-1] and set(a) <= set(b)


def last_name(name: str) -> str:
    """Return the last word of a person's name as it is written, leaving out "Jr." and the like."""
    words = [w for w in name.split() if w.strip(".,").casefold() not in GENERATIONS]
    return words[-1].rstrip(",") if words else name


def same_body(one: str, other: str) -> bool:
    """Return whether two names may be one body's: the same words, but for such as "news", "agency" or "government"."""
    a, b = set(tokens(one)), set(tokens(other))
    return bool(a & b) and (a ^ b) <= GENERIC


def same_outlet(name: str, outlet: str) -> bool:
    """Return whether a name may be short for the outlet's own ("the Post": The Harbour Post, "Zora": Zora 24)."""
    return same_body(name, outlet) or tokens(name) in (tokens(outlet)[:1], tokens(outlet)[-1:])


def is_name(words: str) -> bool:
    """Return whether the words look like a proper name: most of the longer ones written with a capital."""
    long = [w for w in words.split() if len(w) > 3 or w[:1].isupper()]
    return bool(long) and 2 * sum(w.lstrip("«“\"'‘„")[:1].isupper() for w in long) >= len(long)


def person_name(words: str) -> str | None:
    """Return the name of a person within the words, None where there is none.

    Not their office before it, nor what they are of ("Kyiv's mayor, Vitali Klitschko").
    """
    parts = LOOSE.sub("", bare(BRACKETS.sub("", words))).split(",")
    names = [name for part in parts if is_name(name := _name_alone(part))]
    full = [name for name in names if sum(word[:1].isalpha() for word in name.split()) > 1]
    return full[-1] if full else names[0] if names else None


def body_name(words: str) -> str | None:
    """Return the name of a body, or of an office, that the words are; None where none is written with a capital."""
    name = LOOSE.sub("", bare(BRACKETS.sub("", words)))
    return name if any(_opens_name(word) for word in name.split()) else None


def _name_alone(words: str) -> str:
    """Return a person's name without whose they are, their office and what they are of."""
    part = WITHIN.split(words)[0]
    owned = POSSESSIVE.split(part)[-1].split()
    own = owned if len(owned) > 1 else part.split()
    last = max((i for i, w in enumerate(own) if w.strip(".").casefold() in OFFICES), default=-1)
    return between_capitals(" ".join(own[last + 1 :]))


def between_capitals(words: str) -> str:
    """Return the words from the first one that a name may begin with to the last one that it may end with."""
    some = words.split()
    while some and not _opens_name(some[0]) and some[0].casefold() not in PARTICLES:
        some = some[1:]
    while some and not _opens_name(some[-1]):
        some = some[:-1]
    return bare(" ".join(some))


def _opens_name(word: str) -> bool:
    return word.lstrip("«“\"'‘„(")[:1].isupper() or word[:1].isdigit()


def _untitled(name: str) -> tuple[str, ...]:
    found = tokens(name)
    return tuple(t for t in found if t not in TITLES | GENERATIONS) or found
