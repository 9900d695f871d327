"""Standard output that is closed, full, or read by a program that has seen enough; and Ctrl-C at an odd moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import chat_text

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the redirections of a POSIX shell")
COMMANDS = [
    "read chat.txt",
    "inspect chat.txt",
    "preview ada --all",
    "check ada",
    "plugins",
    "schema manifest",
    "--help",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streams")
    (folder / "chat.txt").write_text(chat_text(*["Ben: hi there", "Ada: yo"] * 900), encoding="utf-8")
    assert shell(folder, "convert chat.txt --me Ada -o ada", "").returncode == 0
    return folder


def shell(place: Path, command: str, redirection: str) -> subprocess.CompletedProcess[str]:
    line = f"{sys.executable} -m simulacrum_core {command} {redirection}"
    return subprocess.run(["bash", "-c", line], cwd=place, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_output_is_no_error(place: Path, command: str) -> None:
    done = shell(place, command, ">&-")
    assert (done.returncode, "Error" in done.stderr) == (0, False)


@pytest.mark.parametrize("command", COMMANDS)
def test_who_has_seen_enough_hears_no_complaint(place: Path, command: str) -> None:
    done = shell(place, command, "| head -c 10")
    assert (bool(done.stdout), done.stderr) == (True, "")


@pytest.mark.parametrize("redirection", [">&-", "<&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_get_into_a_dataset(place: Path, redirection: str) -> None:
    name = f"closed{len(redirection)}{redirection[0] == '<'}"
    assert shell(place, f"convert chat.txt --me Ada -o {name}", redirection).returncode == 0
    for path in sorted((place / "ada").iterdir()):
        assert path.read_bytes() == (place / name / path.name).read_bytes(), path.name


@pytest.mark.parametrize("command", ["read chat.txt", "preview ada --all", "--help", "convert --help", "--version"])
def test_a_full_disk_is_one_line(place: Path, command: str) -> None:
    done = shell(place, command, "> /dev/full")
    assert (done.returncode, done.stderr) == (1, "Error: No space left on device\n")


@pytest.mark.parametrize("slowly", [False, True])
def test_ctrl_c_that_python_forgets_is_heard_a_moment_later(slowly: bool) -> None:
    """Also where the machine is so busy that this process has not left its hook by then."""
    code = f"""if True:
        import signal, sys, threading, time
        from simulacrum_core import cli

        class Ended:
            def __del__(self):
                signal.raise_signal(signal.SIGINT)

        begin = threading.Thread.start
        def start(thread):
            begin(thread)
            time.sleep({int(slowly)} / 3)

        threading.Thread.start = start
        sys.unraisablehook = cli._unraisable
        try:
            Ended()
            time.sleep(3000)
        except KeyboardInterrupt:
            print("heard")
    """
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert (ended.stdout, ended.stderr) == (b"heard\n", b"")
