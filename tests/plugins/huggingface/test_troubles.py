"""What a user sees when the Hub, the network or the token is in trouble: one line with a remedy, and nothing private."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

pytest.importorskip("huggingface_hub")

from simulacrum_huggingface.client import Hub, library

from ...conftest import Simulacrum
from ...hub_server import HTML, Fault, HubServer, Repository
from .conftest import ADA, PUSH

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SECRETS = ("hf_write", "X-Amz", "Traceback", "Kowal", "10.0.0.7", "http://127", "laptop", "<html>")
LOGIN = "Log in with `hf auth login`, or set HF_TOKEN to a token that can write"
AGAIN = "Nothing was changed in part: run it again"
NETWORK = "Check the network, and HF_ENDPOINT where it is set"
STATUSES = {
    400: "the Hub refuses the request (400). Is huggingface_hub up to date?",
    401: f"the Hub does not accept the token (401). {LOGIN}",
    403: f"the token may not do that (403). {LOGIN}",
    404: "there is no such repository, or the token may not see it (404). Check the name",
    408: f"the Hub refuses the request (408). {AGAIN}",
    409: f"the repository is changed by somebody else at the same time (409). {AGAIN}",
    412: f"the repository is changed by somebody else at the same time (412). {AGAIN}",
    413: "it is too large for the Hub (413). See the limits",
    429: f"the Hub limits the number of requests (429). {AGAIN}",
    500: f"the Hub has an internal error (500). {AGAIN}",
    502: f"the Hub has an internal error (502). {AGAIN}",
    503: f"the Hub has an internal error (503). {AGAIN}",
    504: f"the Hub has an internal error (504). {AGAIN}",
}
CALLS = ("/commit/", "/preupload/", "/info/lfs/objects/batch", "PUT /lfs-put/", "paths-info", "/tree/")


def shown(simulacrum: Simulacrum, *arguments: object) -> str:
    """The one line that a failing command ends with, after it was looked through for what must not be in it."""
    failed = simulacrum(*arguments)
    assert failed.exit_code in (1, 2), failed.output
    assert not [word for word in SECRETS if word in failed.output], failed.output
    lines = [line for line in failed.stderr.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1, failed.output
    assert failed.stderr.splitlines()[-1] == lines[0]
    return lines[0].removeprefix("Error: ")


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_is_told(simulacrum: Simulacrum, hub: HubServer, dataset: Path, status: int) -> None:
    body = HTML if status % 2 else b'{"error": "Kowal may not"}'
    hub.faults.append(Fault("/commit/", status, 99, body=body, headers=(("X-Error-Message", "Kowal may not"),)))
    assert shown(simulacrum, *PUSH).startswith(STATUSES[status])
    assert len(hub.repositories[ADA].commits) == 1
    hub.faults.clear()
    assert simulacrum(*PUSH).exit_code == 0


@pytest.mark.parametrize("where", CALLS)
@pytest.mark.parametrize("what", [403, 502, "cut"])
def test_a_fault_is_told_wherever_it_happens(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    where: str,
    what: int | str,
) -> None:
    hub.faults.append(Fault(where, what, 999, body=HTML))
    told = shown(simulacrum, *PUSH)
    expected = STATUSES[what] if isinstance(what, int) else f"the connection to the Hub breaks off. {AGAIN}"
    assert told == expected


@pytest.mark.parametrize("what", [502, 200, "cut", 400])
def test_a_card_that_is_not_looked_at_is_told(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    what: int | str,
) -> None:
    # The library reads this answer as JSON whatever its status is.
    body = b'{"errors": [{"message": "Kowal is no license"}]}' if what == 400 else HTML
    hub.faults.append(Fault("validate-yaml", what, 999, body=body))
    expected = {400: STATUSES[400], "cut": f"the connection to the Hub breaks off. {AGAIN}"}
    assert shown(simulacrum, *PUSH).startswith(
        expected.get(what, f"the server does not answer as the Hub does. {NETWORK}")
    )


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("hf_wrong", STATUSES[401]),
        ("hf_expired", STATUSES[401]),
        ("", f"there is no token. {LOGIN}"),
        ("hf_read", "the token can only read. Make one that can write, and log in with `hf auth login`"),
    ],
)
def test_a_token_that_is_no_good_is_told(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    token: str,
    told: str,
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    assert shown(simulacrum, *PUSH) == told
    assert hub.writes() == []


def test_a_token_of_the_login_is_used_and_the_variable_wins(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.delenv("HF_TOKEN")
    (tmp_path / "no-token").write_text("hf_fine")
    assert simulacrum(*PUSH).exit_code == 0
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    assert shown(simulacrum, *PUSH) == STATUSES[401]


@pytest.mark.parametrize("repo", ["ada/nothing", "ben/diary"])
def test_a_repository_that_one_may_not_see_is_as_one_that_is_not_there(
    simulacrum: Simulacrum,
    hub: HubServer,
    tmp_path: Path,
    repo: str,
) -> None:
    hub.repositories["dataset", "ben/diary"] = Repository(private=True)
    assert shown(simulacrum, "pull", repo, "-o", "back").startswith(STATUSES[404])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "http://no-such-host.invalid", "nonsense", "ftp://x"])
@pytest.mark.parametrize("command", [PUSH, ("pull", "ada/chat", "-o", "back")])
def test_a_hub_that_is_not_there_is_told_in_seconds(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    endpoint: str,
    command: tuple[str, ...],
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(Hub.__init__, "__defaults__", (waited.append,))
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    assert shown(simulacrum, *command) == f"the Hub cannot be reached. {NETWORK}"
    assert sum(waited) <= 1
    assert not (dataset.parent / "back").exists()


def test_an_endpoint_with_a_slash_at_its_end_is_the_same(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"{hub.url}/")
    assert simulacrum(*PUSH).exit_code == 0


@pytest.mark.parametrize("command", [PUSH, ("pull", "ada/chat", "-o", "back")])
def test_the_offline_mode_is_told_and_calls_nobody(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert shown(simulacrum, *command) == "HF_HUB_OFFLINE is set. Unset it to let this command call the Hub"
    assert hub.log == []


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "7000"}, 60.0),
        ({"RateLimit": '"api";r=0;t=55', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}, 55.0),
        ({}, 0.5),
        ({"Retry-After": "Wed, 21 Oct 2026"}, 0.5),
    ],
)
def test_a_pause_is_as_long_as_the_hub_asks_for(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    seconds: float,
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(Hub.__init__, "__defaults__", (waited.append,))
    hub.faults.append(Fault("/commit/", 429, 1, tuple(headers.items())))
    assert simulacrum(*PUSH).exit_code == 0
    assert waited == [seconds]


@pytest.mark.parametrize("repo", ["ada/a--b", "ada/a..b", "ada/-x", "ada/x.git", f"ada/{'x' * 120}"])
def test_a_name_that_the_hub_does_not_take_is_told(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    repo: str,
) -> None:
    told = shown(simulacrum, "push", "ada", "--repo", repo)
    assert "not a valid name on the Hub" in told or "not OWNER/NAME" in told
    assert hub.log == []


def test_a_silent_server_is_not_waited_for_without_end(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = library().utils.get_session()
    assert (session.timeout.connect, session.timeout.read) == (10, 60)
    monkeypatch.setattr(session, "timeout", 0.2)
    hub.faults.append(Fault("whoami", "slow", 99, seconds=0.6))
    assert shown(simulacrum, *PUSH) == f"the Hub does not answer. {AGAIN}"
    assert hub.log == ["GET /api/whoami-v2"] * 2


def test_a_disk_that_takes_no_more_is_told(simulacrum: Simulacrum, hub: HubServer, dataset: Path) -> None:
    assert simulacrum(*PUSH).exit_code == 0
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, hard))
    try:
        told = shown(simulacrum, "pull", "ada/chat", "-o", "back")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert told == "a file cannot be read or written (File too large)"
    assert not list(dataset.parent.glob("*back*"))
