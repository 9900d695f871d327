"""What went wrong with the Hub, in one line that holds no token, address or text; and whether trying again can help."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from simulacrum_core import SimulacrumError

_AGAIN = (408, 409, 412, 429)
_LONGEST_PAUSE = 60.0
_MEANING = {
    400: "the Hub refuses the request",
    401: "the Hub does not accept the token",
    403: "the token may not do that",
    404: "there is no such repository, or the token may not see it",
    409: "the repository is changed by somebody else at the same time",
    412: "the repository is changed by somebody else at the same time",
    413: "it is too large for the Hub",
    429: "the Hub limits the number of requests",
}
_LOGIN = "Log in with `hf auth login`, or set HF_TOKEN to a token that {}"
_NETWORK = "Check the network, and HF_ENDPOINT where it is set"
_AGAIN_LATER = "Nothing was changed in part: run it again"
_REMEDIES = {
    400: "Is huggingface_hub up to date? pip install --upgrade huggingface_hub",
    404: "Check the name, and `hf auth whoami`",
    413: "See the limits of your account on the Hub",
}
_AWAY = {"ConnectError", "ConnectTimeout", "UnsupportedProtocol", "InvalidURL", "ProxyError"}
_IN_WORDS = re.compile(r"HTTP status (?:client|server) error \(([45]\d\d) ")
# The Hub's own way to say it: `"api";r=0;t=55`, in seconds.
_SECONDS, _RESET = re.compile(r"(\d{1,9})"), re.compile(r";\s*t=(\d{1,9})")
_SILENT = {"ReadTimeout", "WriteTimeout"}
_CUT = {"TransportError", "ConnectionError", "TimeoutError", "LocalEntryNotFoundError"}


@contextmanager
def explaining(needs: str = "can write") -> Iterator[None]:
    """Turn what the library raises into a SimulacrumError; `needs` is what the token must be good for."""
    try:
        with warnings.catch_warnings():
            # The Hub's remarks about a card would be shown with the place of a library's line.
            warnings.simplefilter("ignore", UserWarning)
            yield
    except SimulacrumError:
        raise
    except Exception as error:
        raise _explained(error, needs) from None


def status_of(error: BaseException) -> int | None:
    """The status of the Hub's answer; nothing where there was none."""
    return next((status for status in map(_status, _causes(error)) if status is not None), None)


def _status(error: BaseException) -> int | None:
    status: int | None = getattr(getattr(error, "response", None), "status_code", None)
    if status is None and isinstance(error, ConnectionError):
        # hf_xet has no field for it.
        found = _IN_WORDS.search(str(error))
        return int(found[1]) if found else None
    return status


def is_away(error: BaseException) -> bool:
    """Whether nobody was reached at all, as without a network."""
    return bool(_names(error) & _AWAY)


def is_silent(error: BaseException) -> bool:
    """Whether who was reached did not answer in time."""
    return bool(_names(error) & _SILENT)


def lacks_xet(error: BaseException) -> bool:
    """Whether the Hub does not know of the store for large files that the library prefers."""
    asked = (str(getattr(getattr(cause, "response", None), "url", cause)) for cause in _causes(error))
    return status_of(error) in (404, 405, 501) and any("xet-write-token" in words for words in asked)


def is_worth_it(error: BaseException) -> bool:
    """Whether the same call can have another end."""
    if "OfflineModeIsEnabled" in _names(error):
        return False
    status = status_of(error)
    if status is None:
        # A proxy in trouble answers with a page, which the library then reads as JSON.
        return bool(_names(error) & {*_CUT, "JSONDecodeError"})
    return status in _AGAIN or status >= 500


def pause(error: BaseException, tried: int) -> float:
    """Seconds to wait after so many tries: what the Hub asks for, within limits, or twice as long each time."""
    answers = (getattr(cause, "response", None) for cause in _causes(error))
    headers: Mapping[str, str] = next((answer.headers for answer in answers if answer is not None), {})
    asked = _SECONDS.fullmatch(headers.get("Retry-After", "")) or _RESET.search(headers.get("RateLimit", ""))
    return min(float(asked[1]) if asked else 0.5 * 2 ** (tried - 1), _LONGEST_PAUSE)


def _explained(error: Exception, needs: str) -> SimulacrumError:
    names, status = _names(error), status_of(error)
    if "OfflineModeIsEnabled" in names:
        return SimulacrumError("HF_HUB_OFFLINE is set", remedy="Unset it to let this command call the Hub")
    if "LocalTokenNotFoundError" in names:
        return SimulacrumError("there is no token", remedy=_LOGIN.format(needs))
    if status is not None:
        what = _MEANING.get(status, "the Hub has an internal error" if status >= 500 else "the Hub refuses the request")
        remedy = _LOGIN.format(needs) if status in (401, 403) else _REMEDIES.get(status, _AGAIN_LATER)
        return SimulacrumError(f"{what} ({status})", remedy=remedy)
    if is_away(error):
        return SimulacrumError("the Hub cannot be reached", remedy=_NETWORK)
    if is_silent(error):
        return SimulacrumError("the Hub does not answer", remedy=_AGAIN_LATER)
    if names & _CUT:
        return SimulacrumError("the connection to the Hub breaks off", remedy=_AGAIN_LATER)
    if "JSONDecodeError" in names:
        return SimulacrumError("the server does not answer as the Hub does", remedy=_NETWORK)
    if isinstance(error, OSError) and error.strerror:
        return SimulacrumError(f"a file cannot be read or written ({error.strerror})")
    return SimulacrumError(f"the Hub's library fails ({type(error).__name__})", remedy=_REMEDIES[400])


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from: uploads of large files and downloads wrap what happened."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _names(error: BaseException) -> set[str]:
    return {kind.__name__ for cause in _causes(error) for kind in type(cause).__mro__}
