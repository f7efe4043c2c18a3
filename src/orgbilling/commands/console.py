"""What the user reads: steps on standard output, complaints on standard error."""

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

_out = Console(highlight=False, soft_wrap=True)
_error = Console(stderr=True, highlight=False, soft_wrap=True)


def step(text: str) -> None:
    """Say what takes a while, as it begins."""
    _out.print(Text(f"{text} ...", style="dim"))
    sys.stdout.flush()


def say(text: str) -> None:
    """Print a line as it is."""
    _out.print(Text(text))
    sys.stdout.flush()


def say_strongly(text: str) -> None:
    """Print a line that must not be overlooked."""
    _out.print(Text(text, style="bold green"))
    sys.stdout.flush()


def print_table(table: Table) -> None:
    """Print a table, as wide as the terminal is."""
    _out.print(table)
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print why it does not go on."""
    _error.print(Text(f"orgbilling: {text}", style="red"))
