"""Files of a tokenizer on the Hub, from the cache on this machine or fetched."""

from __future__ import annotations

from pathlib import Path

from ..errors import MissingExtraError, SimulacrumError


def hub_file(repo: str, name: str, download: bool) -> Path | None:
    """A file of a repository, None where it has no such file; without `download` from the cache alone."""
    try:
        from huggingface_hub import hf_hub_download
        from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError
        from huggingface_hub.utils import logging
    except ImportError:
        raise MissingExtraError("huggingface_hub", "tokenizers") from None
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        return Path(hf_hub_download(repo, name, local_files_only=not download))
    except LocalEntryNotFoundError:
        if name != "tokenizer.json":
            return None
        raise _unreachable(repo) if download else _not_here(repo) from None
    except EntryNotFoundError:
        return None
    except Exception as error:
        # Gated, missing, mistyped, offline, no disk: the client has a class for each, its text says which.
        raise _unreachable(repo, f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}") from error


def _unreachable(repo: str, why: str = "it is not in the cache and the Hub cannot be reached") -> SimulacrumError:
    return SimulacrumError(
        f"the tokenizer cannot be loaded ({why})",
        file=repo,
        remedy="Pass a local one with --tokenizer, or count with --tokenizer bytes",
    )


def _not_here(repo: str) -> SimulacrumError:
    """Who reads a dataset of others has not named its tokenizer, and tells nobody that it is read."""
    return SimulacrumError(
        "the tokenizer that the dataset names is not on this machine",
        file=repo,
        remedy=f"Fetch it from the Hub by its name: --tokenizer {repo}; or pass a folder",
    )
