"""The Hub: who is asking, which repository, one commit, and what is there afterwards."""

from __future__ import annotations

import importlib
import logging
import os
import re
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from simulacrum_core import MissingExtraError, SimulacrumError, UsageError

from .parcel import Item, Parcel
from .troubles import explaining, is_away, is_silent, is_worth_it, lacks_xet, pause, status_of

_QUIET = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "DO_NOT_TRACK": "1",
    # hf_xet writes down the paths of what it sends, and tries for minutes what we try again.
    "RUST_LOG": "error",
    "HF_XET_CLIENT_RETRY_MAX_ATTEMPTS": "1",
    "HF_XET_CLIENT_RETRY_BASE_DELAY": "500ms",
}
_BESIDE = ("simulacrum.json", "axolotl.yml", "dataset_info.json", "llamafactory.yml")
_OURS = {
    "dataset": re.compile("|".join([r"data/.+", *map(re.escape, _BESIDE)])),
    "model": re.compile(r"(adapter_)?model[^/]*\.safetensors|model\.safetensors\.index\.json|adapter_config\.json"),
}
_NAMES = "ada/chat-2024: letters, digits, `-`, `_` and `.`, at most 96 of them"
_MOST_TRIES, _FEW_TRIES = 6, 2
# Seconds to connect, to read and to send a piece: without limits the library waits for a silent server for ever.
_PATIENCE = (10.0, 60.0, 60.0, None)


@cache
def library() -> Any:
    """huggingface_hub without its telemetry, and without its log, which holds signed addresses."""
    os.environ.update(_QUIET)
    try:
        import huggingface_hub
    except ImportError:
        raise MissingExtraError("huggingface_hub", "hub") from None
    utils = importlib.import_module("huggingface_hub.utils")
    if not sys.stderr.isatty():
        utils.disable_progress_bars()
    utils.logging.set_verbosity(logging.CRITICAL)
    first = utils.get_session()
    huggingface_hub.set_client_factory(
        lambda: type(first)(event_hooks=first.event_hooks, follow_redirects=True, timeout=_PATIENCE)
    )
    return huggingface_hub


class Hub:
    """The Hub at HF_ENDPOINT, for one repository."""

    def __init__(self, repo: str, kind: str, wait: Callable[[float], None] = time.sleep) -> None:
        self._api = library().HfApi(endpoint=os.environ.get("HF_ENDPOINT", "").rstrip("/") or None)
        try:
            library().utils.validate_repo_id(repo)
        except ValueError:
            raise UsageError("not a valid name on the Hub", remedy=f"Names are like {_NAMES}") from None
        self._repo, self._kind, self._wait = repo, kind, wait

    def check_user(self) -> None:
        """Raise SimulacrumError where the token is missing, can only read, or has no say in the namespace."""
        with explaining():
            user = self._again(self._api.whoami)
        role = ((user.get("auth") or {}).get("accessToken") or {}).get("role")
        if role == "read":
            raise UsageError(
                "the token can only read", remedy="Make one that can write, and log in with `hf auth login`"
            )
        names = {user.get("name"), *(org.get("name") for org in user.get("orgs") or ())}
        if self._repo.partition("/")[0] not in names:
            raise UsageError("--repo is in a namespace that is not yours", remedy="Pass --repo YOU/NAME")

    def check(self, public: bool) -> None:
        """Raise SimulacrumError where this user cannot push here, or the repository has another visibility."""
        self.check_user()
        with explaining():
            self._again(lambda: self.head(public))

    def head(self, public: bool) -> str | None:
        """The newest commit, nothing where there is no repository; raises UsageError for another visibility."""
        try:
            info = self._api.repo_info(self._repo, repo_type=self._kind)
        except Exception as error:
            if status_of(error) == 404:
                return None
            raise
        if public and info.private:
            raise UsageError("the repository is private", remedy="Leave out --public, or make it public on the Hub")
        if not public and info.private is not True:
            raise UsageError("the repository is public; nothing was sent", remedy="Make it private, or pass another")
        return str(info.sha)

    def push(self, parcel: Parcel, public: bool) -> bool:
        """Send everything in one commit and verify it; False where it was there already."""
        with explaining():
            if self._again(lambda: self.head(public)) is None:
                self._again(lambda: self._create(public))
            before = self._again(lambda: self.head(public))
            self._again(lambda: self._commit(parcel, public))
            if broken := self._again(lambda: self._missing(parcel.items)):
                raise SimulacrumError(f"{len(broken)} files on the Hub are not what was sent", remedy="Push again")
            return bool(self._again(lambda: self.head(public)) != before)

    def fetch(self, folder: str) -> None:
        """Download the newest commit into `folder`."""
        with explaining("can read it"):
            info = self._again(lambda: self._api.repo_info(self._repo, repo_type=self._kind))
            self._again(
                lambda: self._api.snapshot_download(
                    self._repo,
                    repo_type=self._kind,
                    revision=info.sha,
                    local_dir=folder,
                    allow_patterns=["data/*.jsonl", "README.md", *_BESIDE],
                )
            )

    def _create(self, public: bool) -> None:
        self._api.create_repo(self._repo, repo_type=self._kind, private=not public, exist_ok=True)

    def _commit(self, parcel: Parcel, public: bool) -> None:
        """Each try starts from the newest commit; what a lost answer hides is seen as done."""
        parent = self.head(public)
        if not self._missing(parcel.items) and not self._stale(parcel):
            return
        hub = library()
        adds = [hub.CommitOperationAdd(item.path, item.content) for item in parcel.items]
        drops = [hub.CommitOperationDelete(path) for path in self._stale(parcel)]
        # Sending what is large first leaves only one call between the second look at the visibility and the commit.
        self._send_large(adds)
        self.head(public)
        self._api.create_commit(
            self._repo,
            [*adds, *drops],
            repo_type=self._kind,
            commit_message="Push with Simulacrum",
            parent_commit=parent,
        )

    def _send_large(self, adds: list[Any]) -> None:
        """Send the large files: into Xet, or, where this Hub has no such store, into LFS as before."""
        try:
            self._api.preupload_lfs_files(self._repo, adds, repo_type=self._kind, free_memory=False)
        except Exception as error:
            constants = library().constants
            if constants.HF_HUB_DISABLE_XET or not lacks_xet(error):
                raise
            constants.HF_HUB_DISABLE_XET = True
            self._api.preupload_lfs_files(self._repo, adds, repo_type=self._kind, free_memory=False)

    def _stale(self, parcel: Parcel) -> list[str]:
        """What an earlier push left: a repository holds one format of rows, and one model."""
        ours = {item.path for item in parcel.items}
        names = self._api.list_repo_files(self._repo, repo_type=self._kind)
        return [name for name in names if _OURS[self._kind].fullmatch(name) and name not in ours]

    def _missing(self, items: list[Item]) -> list[str]:
        found = self._api.get_paths_info(self._repo, [item.path for item in items], repo_type=self._kind)
        there = {info.path: (info.lfs.sha256 if info.lfs else info.blob_id) for info in found}
        return [item.path for item in items if there.get(item.path) not in (item.digest, item.git)]

    def _again(self, call: Callable[[], Any]) -> Any:
        """Call until it works, where trying again can help."""
        for tried in range(1, _MOST_TRIES + 1):
            try:
                return call()
            except Exception as error:
                # Somebody without a network is to hear so now, and a silent server has been waited for long enough.
                most = _FEW_TRIES if is_away(error) or is_silent(error) else _MOST_TRIES
                if tried >= most or not is_worth_it(error):
                    raise
                self._wait(pause(error, tried))
        return None
