"""A web page becomes an article: main text, title, outlet and date."""

from __future__ import annotations

import codecs
import logging
from urllib.parse import urlsplit

from sayso.errors import UnreadableInput
from sayso.ingest.decode import check_length
from sayso.terms.article import Article

FEWEST_WORDS = 8  # a page's menu has fewer; the shortest news brief has more

# Both libraries report on every odd page; what matters to a user is said in one line by the error below.
for library in ("trafilatura", "htmldate", "charset_normalizer"):
    logging.getLogger(library).setLevel(logging.CRITICAL)


def article_from_page(body: bytes, name: str, *, url: str | None = None, doc: str | None = None) -> Article:
    """Take the article out of an HTML page. Raises UnreadableInput where the page holds none.

    The text is trafilatura's main text, paragraphs parted by blank lines; the date is the one that the page states in
    its data or its address (htmldate), never one that merely stands in the text; the outlet is the site's own name for
    itself, else its host.
    """
    import trafilatura
    from trafilatura.settings import Document

    if b"\0" in body and not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableInput(name, "is binary, not a page")
    stated = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"}
    try:
        tree = trafilatura.load_html(body)
        found = trafilatura.bare_extraction(
            tree, url=url, include_comments=False, with_metadata=True, date_extraction_params=stated
        )
    except Exception as error:  # broken pages break parsers in ways without number
        raise UnreadableInput(name, f"could not be taken apart as HTML ({type(error).__name__})") from None
    text = (found.text or "").strip() if isinstance(found, Document) else ""
    if not isinstance(found, Document) or len(text.split()) < FEWEST_WORDS:
        raise UnreadableInput(name, "is a page without an article")
    check_length(text, name)
    address = url or found.url or None
    host = urlsplit(address).hostname if address else None
    language = found.language or ((tree.get("lang") if tree is not None else None) or "").split("-")[0].lower() or None
    return Article(
        text=text.replace("\n", "\n\n"),
        outlet=found.sitename or (host.removeprefix("www.") if host else None),
        url=address,
        title=found.title or None,
        published=found.date or None,
        language=language,
        doc=doc,
    )
