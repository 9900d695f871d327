"""SillyTavern's context and instruct templates and numbers, for text completion, in one file for its Master Import."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .persona import Persona

# SillyTavern puts what these macros stand for into the texts of a template; there is no other way to write a newline in
# a stop string, as it takes each line of `stop_sequence` for one.
_MACROS = {"\n": "{{newline}}"}
_NO_SEQUENCES = (
    *("input_sequence", "output_sequence", "system_sequence"),
    *("first_input_sequence", "first_output_sequence"),
    *("last_input_sequence", "last_output_sequence", "last_system_sequence"),
    *("system_sequence_prefix", "system_sequence_suffix", "story_string_prefix", "story_string_suffix"),
    *("activation_regex", "user_alignment_message"),
)
# What a preset that was chosen before may have switched on.
_OFF = {
    **dict.fromkeys(("top_k", "min_p", "top_a", "freq_pen", "presence_pen", "nsigma", "smoothing_factor"), 0),
    **dict.fromkeys(("dry_multiplier", "xtc_probability", "mirostat_mode"), 0),
    **dict.fromkeys(("typical_p", "tfs"), 1),
    **dict.fromkeys(("dynatemp", "ban_eos_token"), False),
}


def templates(persona: Persona) -> str:
    """Both templates, and a preset with the numbers.

    No sequence stands before a message, its name and a colon do, and a newline ends it. What a character's card says is
    not in the prompt: the model was trained without.
    """
    name = f"Simulacrum {persona.name}"
    sections = {
        "context": _context(name, persona),
        "instruct": _instruct(name, persona),
        "preset": {"name": name, **_numbers(persona)},
    }
    return json.dumps(sections, indent=4) + "\n"


def is_altered(persona: Persona) -> bool:
    """Whether SillyTavern would read a part of the system prompt or of a name as a macro of its own."""
    return any("{{" in text for text in (persona.template.system_prompt, persona.name, persona.other))


def _context(name: str, persona: Persona) -> Mapping[str, object]:
    prompt = persona.template.system_prompt.replace("{me}", "{{char}}").replace("{other}", "{{user}}")
    return {
        "story_string": f"{prompt}\n" if prompt else "",
        "example_separator": "",
        "chat_start": "",
        "use_stop_strings": False,
        "names_as_stop_strings": True,
        "always_force_name2": True,
        "trim_sentences": False,
        "single_line": False,
        "story_string_position": 0,
        "name": name,
    }


def _instruct(name: str, persona: Persona) -> Mapping[str, object]:
    return {
        **dict.fromkeys(_NO_SEQUENCES, ""),
        "input_suffix": "\n",
        "output_suffix": "\n",
        "system_suffix": "\n",
        "stop_sequence": "\n".join(map(_on_a_line, persona.stop)),
        "sequences_as_stop_strings": True,
        "wrap": False,
        "macro": True,
        "names_behavior": "always",
        "skip_examples": False,
        "system_same_as_user": False,
        "bind_to_context": True,
        "name": name,
    }


def _numbers(persona: Persona) -> Mapping[str, object]:
    """It sends numbers of its own with each request, so those of the server's command line mean nothing there."""
    usual = persona.sampling
    return {
        "temp": usual.temperature,
        "top_p": usual.top_p,
        "rep_pen": usual.repetition_penalty,
        # Not -1, which it offers and llama.cpp's server refuses.
        "rep_pen_range": persona.context,
        **_OFF,
        "add_bos_token": True,
        "genamt": usual.max_tokens,
        "max_length": persona.context,
    }


def _on_a_line(text: str) -> str:
    for char, macro in _MACROS.items():
        text = text.replace(char, macro)
    return text
