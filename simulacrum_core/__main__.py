"""`python -m simulacrum_core` is the `simulacrum` command."""

from .cli import main

if __name__ == "__main__":
    main()
