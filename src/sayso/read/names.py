"""Names as strings: what to leave off, when two stand for the same one, how to call somebody unnamed."""

from __future__ import annotations

import re
import unicodedata

FIRST_PERSON = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
PRONOUNS = FIRST_PERSON | frozenset((
    "he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself", "they", "them", "their",
    "theirs", "themselves", "this", "that", "these", "those", "who", "whom", "whose", "which", "one", "you", "your",
))  # fmt: skip
DETERMINER = re.compile(r"(?i)^(?:the|an?|its|his|her|their|our|my|this|that|these|those|said)\s+")
TAIL = re.compile(r"(?:['’]s|[\s,;:.])+$|(?<=s)['’]$")
RELATIVE = re.compile(
    r",\s+(?:who|whom|whose|which|where|himself|herself|itself|themselves)\b.*$|\s+(?:himself|herself|itself)$",
    re.DOTALL,
)
ANONYMITY = re.compile(r"(?i)\b(?:unnamed|anonymous|unidentified)\s+")
NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|several|some|many|most|few|both"
QUANTITY = re.compile(
    rf"(?i)^((?:(?:more than|at least|about|over|nearly)\s+)?(?:\d[\d,.]*|{NUMBERS}|another|others?|additional|second|"
    r"third|a number)(?:\s+(?:of|more|other|the))*)\s+"
)
WORD = re.compile(r"[^\W_]+")
FILLER = frozenset(("the", "a", "an", "of", "mr", "mrs", "ms", "dr", "sir", "s"))


def is_pronoun(words: str) -> bool:
    """Return whether the words are a pronoun alone."""
    return words.strip().casefold() in PRONOUNS


def bare(words: str) -> str:
    """Return a noun phrase without its determiner, possessive ending, closing comma and relative clause."""
    words = TAIL.sub("", RELATIVE.sub("", " ".join(words.split())))
    return DETERMINER.sub("", words) or words


def unnamed(words: str) -> str:
    """Return how to call somebody whom the text does not name, such as "three unnamed officials with knowledge"."""
    words = ANONYMITY.sub("", bare(words))
    m = QUANTITY.match(words)
    return f"{m.group(1)} unnamed {words[m.end() :]}" if m else f"unnamed {words}"


def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name without accents, case, titles and little words."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    found = WORD.findall(plain)
    return tuple(t for t in found if t not in FILLER) or tuple(found)


def same_person(one: str, other: str) -> bool:
    """Return whether two names may be one person's: the same last word, the shorter one's words all in the longer."""
    a, b = sorted((tokens(one), tokens(other)), key=len)
    return bool(a) and a[-1] == b[-1] and set(a) <= set(b)


def same_body(one: str, other: str) -> bool:
    """Return whether two names may be one body's: the shorter one's words all in the longer, at least half of them."""
    a, b = sorted((set(tokens(one)), set(tokens(other))), key=len)
    return bool(a) and a <= b and 2 * len(a) >= len(b)


def is_name(words: str) -> bool:
    """Return whether the words look like a proper name: most of the longer ones written with a capital."""
    long = [w for w in words.split() if len(w) > 3 or w[:1].isupper()]
    return bool(long) and 2 * sum(w.lstrip("«“\"'‘")[:1].isupper() for w in long) >= len(long)
