"""Renders a chat template as transformers does, in a process of its own: `templates` starts this file."""

from __future__ import annotations

import json
import re
import sys
from typing import Any, NoReturn

_MEMORY = 1 << 30
_NO_LIBRARY = 3
# TRL's marks of what the assistant says; they write nothing.
_MARKS = re.compile(r"\{%-?\s*(?:end)?generation\s*-?%\}")


def main() -> int:
    """Read the template and conversations from stdin, write each as it is rendered, or why it is not, to stdout."""
    asked = json.load(sys.stdin)
    try:
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError:
        return _NO_LIBRARY
    _limit()
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = lambda form: ""
    marks = {"bos_token": asked["bos"], "eos_token": asked["eos"], "add_generation_prompt": False}
    template = environment.from_string(_MARKS.sub("", asked["template"]))
    json.dump([_rendered(template, one, marks) for one in asked["conversations"]], sys.stdout)
    return 0


def _rendered(template: Any, messages: list[dict[str, str]], marks: dict[str, Any]) -> dict[str, str]:
    try:
        return {"text": template.render(messages=messages, **marks)}
    except Exception as error:
        # Whatever a stranger's template raises: what it says is told.
        return {"error": str(error) or type(error).__name__}


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard < 0 else min(_MEMORY, hard), hard))


def _refuse(message: str) -> NoReturn:
    raise ValueError(message)


if __name__ == "__main__":
    sys.exit(main())
