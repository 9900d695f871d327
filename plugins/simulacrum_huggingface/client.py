"""The Hub: who is asking, which repository, one commit, and what is there afterwards."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from simulacrum_core import MissingExtraError, SimulacrumError, UsageError

from .parcel import Item, Parcel

_QUIET = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "DO_NOT_TRACK": "1",
}
_AGAIN = (409, 412, 429)
_MOST_TRIES, _LONGEST_WAIT = 6, 60.0
_MEANING = {
    400: "the Hub refuses the request",
    401: "the Hub does not accept the token",
    403: "the token may not do that",
    404: "there is no such repository, or the token may not see it",
    409: "somebody else changes the repository at the same time",
    412: "somebody else changes the repository at the same time",
    429: "the Hub asks for a pause",
}


def library() -> Any:
    """huggingface_hub, imported without its telemetry."""
    os.environ.update(_QUIET)
    try:
        import huggingface_hub
    except ImportError:
        raise MissingExtraError("huggingface_hub", "hub") from None
    importlib.import_module("huggingface_hub.utils").disable_progress_bars()
    return huggingface_hub


def status_of(error: BaseException) -> int | None:
    """The status of the Hub's answer; nothing where there was none."""
    return getattr(getattr(_cause(error), "response", None), "status_code", None)


def _cause(error: BaseException) -> BaseException:
    """What went wrong below: uploads of large files wrap it."""
    return error.__cause__ if isinstance(error, RuntimeError) and error.__cause__ else error


@contextmanager
def told() -> Iterator[None]:
    """Turn what the library raises into one line that holds no token, address or text."""
    try:
        yield
    except (SimulacrumError, KeyboardInterrupt):
        raise
    except Exception as error:
        status = status_of(error)
        if status is None and not _is_cut(error):
            what = f"the Hub's library fails ({type(_cause(error)).__name__})"
        elif status is None:
            what = "the Hub does not answer"
        else:
            what = _MEANING.get(status, "the Hub is in trouble" if status >= 500 else "the Hub refuses")
        code = f" ({status})" if status else ""
        raise SimulacrumError(f"{what}{code}", remedy=_remedy(status)) from None


def _remedy(status: int | None) -> str | None:
    if status in (401, 403):
        return "Log in with `hf auth login`, or set HF_TOKEN to a token that can write"
    return None if status in (400, 404) else "Nothing is half done: run it again"


def _is_cut(error: BaseException) -> bool:
    names = {kind.__name__ for kind in type(_cause(error)).__mro__}
    return bool(names & {"TransportError", "ConnectionError", "TimeoutError", "LocalEntryNotFoundError"})


class Hub:
    """The Hub at HF_ENDPOINT, for one repository."""

    def __init__(self, repo: str, kind: str, wait: Callable[[float], None] = time.sleep) -> None:
        self._api = library().HfApi(endpoint=os.environ.get("HF_ENDPOINT") or None)
        self._repo, self._kind, self._wait = repo, kind, wait

    def check_user(self) -> None:
        """Raise SimulacrumError where the token is missing, can only read, or has no say in the namespace."""
        try:
            with told():
                user = self._again(self._api.whoami)
        except SimulacrumError as error:
            if "fails (LocalTokenNotFound" not in str(error):
                raise
            raise UsageError("no token", remedy=str(_remedy(401))) from None
        role = ((user.get("auth") or {}).get("accessToken") or {}).get("role")
        if role == "read":
            raise UsageError("the token can only read", remedy=_remedy(403))
        names = {user.get("name"), *(org.get("name") for org in user.get("orgs") or ())}
        if self._repo.partition("/")[0] not in names:
            raise UsageError("--repo is in a namespace that is not yours", remedy="Pass --repo YOU/NAME")

    def check(self, public: bool) -> None:
        """Raise SimulacrumError where this user cannot push here, or the repository has another visibility."""
        self.check_user()
        with told():
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
        with told():
            if self._again(lambda: self.head(public)) is None:
                self._again(lambda: self._create(public))
            before = self._again(lambda: self.head(public))
            self._again(lambda: self._commit(parcel, public))
            if broken := self._again(lambda: self._missing(parcel.items)):
                raise SimulacrumError(f"{len(broken)} files on the Hub are not what was sent", remedy="Push again")
            return bool(self._again(lambda: self.head(public)) != before)

    def fetch(self, folder: str) -> None:
        """Download the newest commit into `folder`."""
        with told():
            info = self._again(lambda: self._api.repo_info(self._repo, repo_type=self._kind))
            self._again(
                lambda: self._api.snapshot_download(
                    self._repo,
                    repo_type=self._kind,
                    revision=info.sha,
                    local_dir=folder,
                    allow_patterns=["data/*.jsonl", "simulacrum.json", "axolotl.yml", "README.md"],
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
        self._api.preupload_lfs_files(self._repo, adds, repo_type=self._kind, free_memory=False)
        self.head(public)
        self._api.create_commit(
            self._repo,
            [*adds, *drops],
            repo_type=self._kind,
            commit_message="Push with Simulacrum",
            parent_commit=parent,
        )

    def _stale(self, parcel: Parcel) -> list[str]:
        """Rows of an earlier push in another format or split: a repository holds one format."""
        ours = {item.path for item in parcel.items}
        names = self._api.list_repo_files(self._repo, repo_type=self._kind)
        return [name for name in names if name.startswith("data/") and name not in ours]

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
                if tried == _MOST_TRIES or not _is_worth_it(error):
                    raise
                self._wait(_pause(error, tried))
        return None


def _is_worth_it(error: Exception) -> bool:
    status = status_of(error)
    return _is_cut(error) if status is None else status in _AGAIN or status >= 500


def _pause(error: Exception, tried: int) -> float:
    asked = getattr(getattr(_cause(error), "response", None), "headers", {}).get("Retry-After", "")
    return min(float(asked) if asked.isdecimal() else 0.5 * 2 ** (tried - 1), _LONGEST_WAIT)
