"""The documentation is true: examples run, settings and errors are all named."""

import inspect
import io
import re
from contextlib import redirect_stdout
from typing import get_args

from sayso import errors
from sayso.terms.attribution import Act, Certainty, Kind, Quote
from sayso.terms.reading import Level, Status
from tests.conftest import ROOT
from tests.flows.test_cli import sayso

README = (ROOT / "README.md").read_text("utf-8")


def test_the_page_that_the_readme_shows_is_what_one_sees():
    shown = sayso("read", str(ROOT / "samples" / "ferry.txt")).stdout.decode()
    assert shown.strip() in README


def test_the_python_example_runs_and_prints_what_it_says():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(code, "README", "exec"), {"texts": ["A.", "B."]})
    said = re.search(r"^# (the minister .*)$", code, re.MULTILINE)
    assert said
    assert printed.getvalue().strip() == said[1]


def test_every_setting_is_in_the_readme_and_none_that_is_not():
    source = (ROOT / "src" / "sayso" / "settings.py").read_text("utf-8")
    assert set(re.findall(r"SAYSO_[A-Z_]+", README)) == set(re.findall(r"SAYSO_[A-Z_]+", source))


def test_the_schema_names_the_values_of_the_types(schema):
    kinds, acts = schema["$defs"]["kind"]["enum"], schema["$defs"]["act"]["enum"]
    one, meeting = schema["$defs"]["attribution"]["properties"], schema["properties"]["meetings"]["items"]["properties"]
    assert (kinds, acts) == (list(get_args(Kind)), list(get_args(Act)))
    assert one["certainty"]["enum"] == [*get_args(Certainty), None]
    assert one["content"]["properties"]["quote"]["enum"] == list(get_args(Quote))
    assert meeting["status"]["enum"] == list(get_args(Status))
    assert meeting["level"]["enum"] == [*get_args(Level), None]


def test_every_error_is_drawn_in_the_tree():
    for name, one in inspect.getmembers(errors, inspect.isclass):
        if issubclass(one, errors.SaysoError):
            assert name in (errors.__doc__ or "")


def test_every_make_target_of_the_readme_and_the_guides_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md", "learning/README.md", "bench/README.md", "models/README.md"):
        used = set(re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / page).read_text("utf-8"), re.MULTILINE))
        assert used <= targets, page


def test_every_link_between_pages_leads_somewhere():
    for page in ROOT.rglob("*.md"):
        if {".venv", "build"} & set(page.relative_to(ROOT).parts):
            continue
        for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"
