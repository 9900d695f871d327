"""LM Studio's preset: stop strings, numbers, and where somebody else talks, the chat template with their name."""

from __future__ import annotations

import json
import re

from .persona import Persona

_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")


def preset(persona: Persona) -> str:
    """A preset as LM Studio imports and exports it.

    The chat template is the GGUF file's own. The system prompt is empty: the template brings the dataset's.
    """
    usual = persona.sampling
    fields: dict[str, object] = {
        "llm.prediction.systemPrompt": "",
        "llm.prediction.temperature": usual.temperature,
        "llm.prediction.topPSampling": _checked(usual.top_p),
        "llm.prediction.minPSampling": _checked(0),
        "llm.prediction.repeatPenalty": _checked(usual.repetition_penalty),
        "llm.prediction.maxPredictedTokens": _checked(usual.max_tokens),
        "llm.prediction.stopStrings": list(persona.stop),
    }
    if persona.is_renamed:
        template = {"template": persona.chat_template}
        fields["llm.prediction.promptTemplate"] = {"type": "jinja", "jinjaPromptTemplate": template, "stopStrings": []}
    content = {
        "identifier": f"@local:simulacrum-{_NOT_IN_AN_ID.sub('-', persona.name.lower()).strip('-') or 'persona'}",
        "name": persona.name,
        "changed": False,
        "operation": {"fields": [{"key": key, "value": value} for key, value in fields.items()]},
        "load": {"fields": [{"key": "llm.load.contextLength", "value": persona.context}]},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _checked(value: float) -> dict[str, object]:
    """A number that its box switches on."""
    return {"checked": True, "value": value}
