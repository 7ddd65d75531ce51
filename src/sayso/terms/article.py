"""One published text."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.terms.identity import make_id


@dataclass(frozen=True, slots=True)
class Article:
    """One published text and what is known of where it stood.

    `text` is kept character for character; all offsets count its Unicode code points. `doc` is the user's own id and
    comes back unchanged; `published` is an ISO 8601 date or time. What is unknown is None, also
    where it was given as an empty string.
    """

    text: str
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    doc: str | int | None = None

    def __post_init__(self) -> None:
        for key in ("outlet", "url", "title", "published", "language"):
            if getattr(self, key) == "":
                object.__setattr__(self, key, None)

    @property
    def id(self) -> str:
        """The article's id: a hash of its outlet, address, day or time of publication, and text."""
        return make_id("a1", self.outlet, self.url, self.published, self.text)
