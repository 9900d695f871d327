"""`python -m simulacrum_core` is the `simulacrum` command."""

from .cli import main

main()
