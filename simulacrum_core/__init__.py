"""Simulacrum's front door: everything that a plugin or a program may import."""

from __future__ import annotations

__version__ = "0.1.0"

from .contracts import Examples, Exporter, Importer, Trainer
from .errors import DatasetError, MissingExtraError, SimulacrumError, SourceError, UsageError
from .findings import Decision, Findings, Problem
from .hookspecs import hookimpl
from .manifest import Manifest
from .models import Attachment, Conversation, Kind, Message, Participant, Reaction, Segment, TrainingExample, Turn
from .persona import Persona
from .pipeline import convert, read
from .recipe import Recipe
from .registry import Registry
from .reserve import Reserve
from .segments import system_prompt
from .sources import Source, SourceFile
from .tokenizer_loading import load_tokenizer

__all__ = [
    "Attachment",
    "Conversation",
    "DatasetError",
    "Decision",
    "Examples",
    "Exporter",
    "Findings",
    "Importer",
    "Kind",
    "Manifest",
    "Message",
    "MissingExtraError",
    "Participant",
    "Persona",
    "Problem",
    "Reaction",
    "Recipe",
    "Registry",
    "Reserve",
    "Segment",
    "SimulacrumError",
    "Source",
    "SourceError",
    "SourceFile",
    "Trainer",
    "TrainingExample",
    "Turn",
    "UsageError",
    "convert",
    "hookimpl",
    "load_tokenizer",
    "read",
    "system_prompt",
]
