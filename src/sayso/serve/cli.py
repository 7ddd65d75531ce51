"""The command line."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from sayso.errors import InputError, SaysoError, SettingError
from sayso.serve.safe_text import escape_in_json, show_safely
from sayso.settings import Settings, load_settings
from sayso.terms.article import Article
from sayso.terms.reading import Reading
from sayso.version import __version__

HELP = """\
Read news articles and tell who said what, on whose word, at exact offsets.
"""
READ_HELP = """\
Find every attribution in each INPUT: who said what, at exact offsets.

INPUT is a text file, an HTML page, an article as JSON (or one a line, JSONL), an http(s) address, or - for standard
input. A text file may begin with lines "outlet:", "url:", "title:", "published:" and a blank line.

\b
Examples:
  sayso read samples/ferry.txt
  sayso read samples/ferry.txt --explain 4
  sayso read page.html https://example.org/story --json > readings.jsonl
  cat article.txt | sayso read -

\b
Exit codes: 0 done; 1 some input could not be read (each is named on standard error, the others are still read);
2 the command was used wrongly.
"""

app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; a user's mistake never shows a traceback."""
    _open_streams()
    try:
        code = app(args=arguments, prog_name="sayso", standalone_mode=False)
        sys.stdout.flush()
    except (typer.Abort, KeyboardInterrupt):
        _complain("interrupted")
        return 130
    except SaysoError as error:
        _complain(str(error))
        return 2 if isinstance(error, SettingError) else 1
    except OSError as error:
        return _explain_output(error)
    except Exception as error:
        return _explain_usage(error)
    if code == 130:
        _complain("interrupted")
    return code if isinstance(code, int) else 0


def _open_streams() -> None:
    """Make the standard streams usable whatever they are: closed ones swallow, and no character is too much for one."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _explain_output(error: OSError) -> int:
    """Leave quietly where whoever read our output has had enough; else say why it could not be written."""
    broken = isinstance(error, BrokenPipeError)
    if not broken:
        _complain(f"the output could not be written ({error.strerror or error})")
    with contextlib.suppress(OSError):  # so that nothing is tried again when the process ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if broken else 1


def _explain_usage(error: Exception) -> int:
    """Say what was wrong with the command, or raise what is no mistake of the user's."""
    explain = getattr(error, "format_message", None)
    if explain is None:
        raise error
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        print(explain(), file=sys.stderr)
        return 2
    if context is not None:
        print(context.get_usage(), file=sys.stderr)
    _complain(explain())
    return 2


def _version(wanted: bool) -> None:
    if wanted:
        print(f"sayso {__version__}")
        raise typer.Exit


@app.callback()
def _sayso(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    pass


@app.command(help=READ_HELP)
def read(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", show_default=False, help="What to read.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line (schema sayso/reading/1).")
    ] = False,
    explain: Annotated[
        int | None,
        typer.Option("--explain", metavar="N", min=1, help="Tell why each link of attribution N's chain is there."),
    ] = None,
) -> None:
    """Read each input and print its reading."""
    if as_json and explain:
        raise typer.BadParameter("--explain is for people; leave out --json")
    from sayso.pipeline import read_articles

    settings = load_settings()
    failures: list[InputError] = []
    unexplained = 0
    readings = read_articles(_articles(inputs, settings, failures), settings=settings)
    try:
        if as_json:
            _print_json(readings)
        else:
            unexplained = _print_pages(readings, explain)
    except OSError as error:
        raise typer.Exit(_explain_output(error)) from None
    finally:
        readings.close()
    if failures or unexplained:
        raise typer.Exit(1)


def _print_json(readings: Iterator[Reading]) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # as JSON is, whatever the terminal's language
    for reading in _with_progress(readings):
        line = json.dumps(reading.as_json(), ensure_ascii=False, separators=(",", ":"))
        sys.stdout.write(escape_in_json(line) + "\n")
        sys.stdout.flush()


def _print_pages(readings: Iterator[Reading], explain: int | None) -> int:
    """Print each reading, or the reasons of its attribution `explain`; return how many have no such attribution."""
    from rich.console import Console

    from sayso.serve.show import explain_attribution, show_reading

    console = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 80)
    console.width = min(console.width, 100)
    console.on_broken_pipe = _raise_broken_pipe  # type: ignore[method-assign]
    unexplained = 0
    for reading in _with_progress(readings):
        if explain is None:
            show_reading(reading, console)
        elif explain > (count := len(reading.attributions)):
            article = reading.article
            called = article.title or article.doc or article.url or "the article"
            _complain(f"{called}: --explain {explain} is none of its {count} attributions")
            unexplained += 1
        else:
            explain_attribution(reading, explain, console)
    return unexplained


def _raise_broken_pipe() -> None:
    raise BrokenPipeError


def _articles(inputs: Iterable[str], settings: Settings, failures: list[InputError]) -> Iterator[Article]:
    from sayso.ingest.inputs import read_input

    for name in inputs:
        for found in read_input(name, settings):
            if isinstance(found, InputError):
                failures.append(found)
                _complain(str(found))
            else:
                yield found


def _with_progress(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Count on standard error while the output goes elsewhere than the terminal."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from readings
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:.0f} articles read"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("read")
        for reading in readings:
            progress.advance(task)
            yield reading


def _complain(message: str) -> None:
    print("sayso: " + show_safely(message).replace("\n", " "), file=sys.stderr)
