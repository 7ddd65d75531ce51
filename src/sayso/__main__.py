"""Run sayso as a program: `python -m sayso`."""

from __future__ import annotations

from sayso.serve.cli import run


def main() -> None:
    """Run the command line and leave with its exit code."""
    raise SystemExit(run())


if __name__ == "__main__":
    main()
