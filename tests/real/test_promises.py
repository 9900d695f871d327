"""What the user is promised, tried with real processes: no network, no copies, whole datasets or none."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

import pytest

from simulacrum_core import Manifest, Registry
from simulacrum_core.files import digest

from ..conftest import chat_text
from ..tokenizers import write_tokenizer

pytestmark = pytest.mark.slow

CANARY = "Xylophone-4711-quokka"
# Kills at any moment, beside one at each change of the disk.
KILLS = 30
CHANGES = (
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
    "shutil.rmtree",
)
# Tells of every attempt to reach anything, also where there is no network to answer it.
WATCHED = """
import os, sys
told = os.open(os.environ["TOLD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        os.write(told, f"{event} {args!r}\\n".encode())
sys.addaudithook(watch)
from simulacrum_core.cli import main
main()
"""
COMMANDS = {
    "help": ["--help"],
    "read": ["read", "life"],
    "read from a pipe": ["read", "-"],
    "inspect": ["inspect", "life"],
    "convert": ["convert", "life", "--me", "Ada", "--base-model", "model", "-o", "new"],
    "convert for chat templates": [
        "convert",
        "life",
        "--me",
        "Ada",
        "--redact",
        "all",
        "--pseudonyms",
        "--to",
        "messages",
        "-o",
        "new",
    ],
    "convert to tokens": ["convert", "life", "--me", "Ada", "--base-model", "model", "--to", "raw", "-o", "new"],
    "redactions": ["redactions", "life"],
    "what a push would send": ["push", "ada", "--repo", "me/ada", "--base-model", "me/base", "--dry-run"],
    "what training would do": ["train", "ada", "--with", "raw", "--dry-run"],
    "preview": ["preview", "ada", "--tokens"],
    "check": ["check", "ada"],
    "plugins": ["plugins"],
    "schema": ["schema", "manifest"],
}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that a command may want, and a dataset in it."""
    folder = tmp_path_factory.mktemp("life")
    (folder / "life").mkdir()
    said = ["Ben: hello there", f"Ada: {CANARY} it is", "Ben: why", "Ada: no idea"] * 40
    (folder / "life" / "chat.txt").write_text(chat_text(*said), encoding="utf-8")
    (folder / "life" / "essay.md").write_text(f"# On boats\n\nThey float, {CANARY}.\n" * 3, encoding="utf-8")
    write_tokenizer(folder / "model")
    (folder / "model" / "config.json").write_text('{"model_type": "llama"}', encoding="utf-8")
    run(folder, "convert", "life", "--me", "Ada", "--base-model", "model", "-o", "ada")
    return folder


def run(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulacrum_core", *arguments]
    return subprocess.run(command, cwd=folder, env={**os.environ, **(env or {})}, capture_output=True, text=True)


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_no_command_reaches_out(life: Path, tmp_path: Path, arguments: list[str]) -> None:
    told = tmp_path / "told"
    told.touch()
    wanted = [str(tmp_path / word) if word == "new" else word for word in arguments]
    chat = (life / "life" / "chat.txt").read_text()
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", WATCHED, *wanted],
        cwd=life,
        env={**os.environ, "TOLD": str(told), "XDG_CONFIG_HOME": str(tmp_path)},
        input=chat,
        capture_output=True,
        text=True,
        check=False,
    )
    # What training would do is told, and then what it needs and is not here.
    assert done.returncode == 0 or (arguments[0] == "train" and "is not installed" in done.stderr), done.stderr
    assert told.read_text() == ""


def test_no_copy_of_what_was_said_is_left_anywhere_and_sources_stay_as_they_were(life: Path, tmp_path: Path) -> None:
    home, temp = tmp_path / "home", tmp_path / "temp"
    home.mkdir()
    temp.mkdir()
    env = {"HOME": str(home), "TMPDIR": str(temp), "XDG_CACHE_HOME": str(home / "cache"), "HF_HOME": str(home / "hf")}
    before = {path: (path.stat().st_mtime_ns, digest(path)) for path in sorted((life / "life").rglob("*.*"))}
    for arguments in COMMANDS.values():
        wanted = [str(tmp_path / "new") if word == "new" else word for word in arguments]
        stdin = (life / "life" / "chat.txt").open()
        command = [sys.executable, "-m", "simulacrum_core", *wanted]
        with stdin:
            subprocess.run(command, cwd=life, env={**os.environ, **env}, stdin=stdin, capture_output=True, check=False)
    assert (tmp_path / "new" / "train.jsonl").is_file()
    for path in [*home.rglob("*"), *temp.rglob("*")]:
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path.name
    assert {path: (path.stat().st_mtime_ns, digest(path)) for path in before} == before
    assert sorted((life / "life").rglob("*.*")) == sorted(before)


def test_files_of_a_dataset_are_their_owners_alone(life: Path) -> None:
    assert (life / "ada").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (life / "ada").iterdir()} == {0o600}


def forked(folder: Path, context: Callable[[], None], kill_after: float | None = None, kill_at: int = 0) -> int:
    """The wait status of a child that does a job in a folder; it is killed after so many seconds, or before so many changes."""
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        code = 70
        try:
            if kill_at:
                kill_before_change(kill_at)
            context()
            code = 0
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def kill_before_change(number: int) -> None:
    """This process dies before it changes what lies on the disk for this time, from 1 on; what it has not flushed is lost."""
    left = number

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        # Of a file that is opened again by its number, the mode is all that is told.
        is_write = event == "open" and isinstance(flags := arguments[2], int) and flags & (os.O_WRONLY | os.O_RDWR)
        if is_write or event in CHANGES:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def convert(folder: Path, seed: int) -> Callable[[], None]:
    def context() -> None:
        from simulacrum_core.cli import cli

        words = ["convert", "life/chat.txt", "--me", "Ada", "--seed", str(seed), "--force", "-o", str(folder / "out")]
        cli.main(words, obj=Registry.installed(), standalone_mode=False)

    return context


def seed_of_whole(folder: Path) -> int:
    """The seed of a dataset that is whole: every file is as its manifest says."""
    manifest = Manifest.load(folder)
    for info in manifest.files:
        assert digest(folder / info.path) == info.sha256, info.path
    made = {"simulacrum.json", "provenance.jsonl", "statistics.json", "report.html"}
    ours = made | {info.path for info in manifest.files}
    assert {path.name for path in folder.iterdir()} == ours
    return manifest.recipe.seed


def test_a_killed_run_leaves_the_old_dataset_or_the_new_one(
    life: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Children need not import what is imported here.
    monkeypatch.chdir(life)
    convert(tmp_path, 1)()
    start = time.monotonic()
    assert forked(life, convert(tmp_path, 1)) == 0
    whole = time.monotonic() - start
    seed, seen = 1, Counter[str]()

    def is_killed(new: int, after: float | None = None, at: int = 0) -> bool:
        nonlocal seed
        status = forked(life, convert(tmp_path, new), after, at)
        found = seed_of_whole(tmp_path / "out")
        assert found in (seed, new)
        seen["new" if found == new else "old"] += 1
        seed = found
        assert status in (0, signal.SIGKILL)
        return status == signal.SIGKILL

    changes = next(number for number in count(1) if not is_killed(number + 1, at=number)) - 1
    assert changes > 20, "each file is made and moved"
    assert seen["new"] > 2, "what lies beside the new dataset is swept up by then"
    rng = Random(5)
    for i in range(KILLS):
        is_killed(1000 + i, after=rng.uniform(0, 1.2 * whole))
    assert forked(life, convert(tmp_path, 1)) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "the next run sweeps what killed ones left"


@pytest.mark.parametrize("size", ["4k", "40k", "60k", "100k", "160k"])
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "replaced"])
def test_a_disk_that_fills_up_leaves_the_old_dataset_or_none(life: Path, size: str, is_new: bool) -> None:
    place = life / "disk"
    place.mkdir(exist_ok=True)
    command = f"{sys.executable} -m simulacrum_core convert life/chat.txt --me Ada --force -o disk/out"
    script = f"""
        mount -t tmpfs -o size=4m none disk
        {"" if is_new else f"{command} --seed 1 2> /dev/null"}
        mount -o remount,size={size if is_new else "200k"} disk 2> /dev/null
        {"" if is_new else "head -c 300k /dev/zero > disk/ballast 2> /dev/null"}
        {command} --seed 2 > disk.out 2> disk.err
        echo $? > disk.code
        rm -f disk/ballast
        rm -rf disk.left; cp -r disk disk.left
    """
    subprocess.run(["unshare", "-rm", "sh", "-c", textwrap.dedent(script)], cwd=life, check=True)
    code, told = (life / "disk.code").read_text().strip(), (life / "disk.err").read_text()
    left = life / "disk.left"
    if code == "0":
        assert seed_of_whole(left / "out") == 2
        return
    assert code == "1"
    assert "No space left on device" in told.splitlines()[-1]
    assert "Traceback" not in told
    assert [path.name for path in left.iterdir()] == ([] if is_new else ["out"])
    assert is_new or seed_of_whole(left / "out") == 1


def test_a_dataset_is_the_same_whatever_the_machine(life: Path, tmp_path: Path) -> None:
    hashes = set()
    for number, env in enumerate(
        [
            {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C.UTF-8"},
            {"PYTHONHASHSEED": "random", "PYTHONUTF8": "0", "LC_ALL": "POSIX"},
        ]
    ):
        out = tmp_path / str(number) / "out"
        out.parent.mkdir()
        done = run(life, "convert", "life", "--me", "Ada", "--base-model", "model", "-o", str(out), env=env)
        assert done.returncode == 0, done.stderr
        files = sorted(path for path in out.iterdir() if path.name != "simulacrum.json")
        hashes.add(hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest())
    assert len(hashes) == 1
