"""Simulacrum's front door: everything that a plugin or a program may import."""

from __future__ import annotations

__version__ = "0.1.0"

from .chatting import Sampling
from .contracts import Examples, Exporter, Importer, Trainer
from .datasets import located, reference
from .errors import DatasetError, MissingExtraError, SimulacrumError, SourceError, UsageError
from .findings import Decision, Findings, Problem
from .hookspecs import hookimpl
from .manifest import Manifest, Template
from .models import Attachment, Conversation, Kind, Message, Participant, Reaction, Segment, TrainingExample, Turn
from .persona import Persona
from .pipeline import convert, read
from .recipe import Recipe
from .registry import Registry
from .reserve import Reserve
from .rows import dataset_tokenizer, read_rows
from .segments import system_prompt
from .sources import Source, SourceFile
from .tokenizer_loading import load_tokenizer
from .tokenizing import tokenized
from .tokens import Tokenizer

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
    "Sampling",
    "Segment",
    "SimulacrumError",
    "Source",
    "SourceError",
    "SourceFile",
    "Template",
    "Tokenizer",
    "Trainer",
    "TrainingExample",
    "Turn",
    "UsageError",
    "convert",
    "dataset_tokenizer",
    "hookimpl",
    "load_tokenizer",
    "located",
    "read",
    "read_rows",
    "reference",
    "system_prompt",
    "tokenized",
]
