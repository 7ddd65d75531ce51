"""What can go wrong, as one tree; each message says what was given, what is wrong with it, and what is allowed.

SaysoError
├── InputError            an input that cannot be read; the other inputs still are
│   ├── MissingInput      no such file, or not allowed to open it
│   ├── UnreadableInput   empty, binary, too large, in another encoding, not valid JSON, no article in the page
│   └── FetchError        an address that fails, times out or answers with something else
│       └── RefusedAddress    an address that leads to a private network
├── ModelError            the model set is missing or damaged
└── SettingError          a setting outside its allowed values
"""

from __future__ import annotations


class SaysoError(Exception):
    """Base of every error that sayso raises on purpose."""


class InputError(SaysoError):
    """An input that cannot be read.

    `name` is the input as the user gave it (with the line, in a file of many articles), `reason` one plain clause.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class MissingInput(InputError):
    """A file that is not there or may not be opened."""


class UnreadableInput(InputError):
    """Something that was opened and is no article."""


class FetchError(InputError):
    """An address that could not be fetched."""


class RefusedAddress(FetchError):
    """An address that leads into a private network."""


class ModelError(SaysoError):
    """A model set that is missing or does not fit this version."""


class SettingError(SaysoError):
    """A setting outside its allowed values."""
