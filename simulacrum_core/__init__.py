"""Simulacrum's front door: everything that a plugin or a program may import."""

from __future__ import annotations

__version__ = "0.1.0"

from .chat.chat import Chat, Sampling
from .checks.check import Check
from .config.persona import Persona
from .config.recipe import Recipe
from .dataset.folder import located, reference
from .dataset.manifest import Manifest, Template
from .dataset.rows import dataset_tokenizer, read_rows
from .errors import DatasetError, MissingExtraError, SimulacrumError, SourceError, UsageError
from .execution.local import Conversion, check, convert, inspect, preview, train, training_examples
from .execution.reading import Reading, read
from .execution.redactions import Redaction, redactions
from .inspection.summary import Report
from .models import (
    Attachment,
    Conversation,
    Kind,
    Message,
    Participant,
    Reaction,
    Segment,
    TrainingExample,
    Turn,
    people,
)
from .plugin.contracts import Examples, Exporter, Importer, Trainer
from .plugin.hookspecs import hookimpl
from .plugin.registry import Registry
from .rendering.render import system_prompt
from .sources.findings import Decision, Findings, Problem
from .sources.source import Source, SourceFile
from .tokens.counting import tokenized
from .tokens.loading import load_tokenizer
from .tokens.overhead import TemplateOverhead
from .tokens.tokenizers import Tokenizer

__all__ = [
    "Attachment",
    "Chat",
    "Check",
    "Conversation",
    "Conversion",
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
    "Reading",
    "Recipe",
    "Redaction",
    "Registry",
    "Report",
    "Sampling",
    "Segment",
    "SimulacrumError",
    "Source",
    "SourceError",
    "SourceFile",
    "Template",
    "TemplateOverhead",
    "Tokenizer",
    "Trainer",
    "TrainingExample",
    "Turn",
    "UsageError",
    "check",
    "convert",
    "dataset_tokenizer",
    "hookimpl",
    "inspect",
    "load_tokenizer",
    "located",
    "people",
    "preview",
    "read",
    "read_rows",
    "redactions",
    "reference",
    "system_prompt",
    "tokenized",
    "train",
    "training_examples",
]
