"""Files, pages and addresses become articles."""
