"""Simulacrum's front door: everything that a plugin or a program may import."""

from __future__ import annotations

from .chat.chat import Sampling
from .config.persona import Persona
from .config.recipe import Recipe
from .conversations.read import read
from .dataset.folder import located, reference
from .dataset.manifest import Manifest
from .dataset.rows import dataset_tokenizer, read_rows
from .errors import DatasetError, MissingExtraError, SimulacrumError, SourceError, UsageError
from .models import Attachment, Conversation, Kind, Message, Participant, Reaction, Segment, TrainingExample, Turn
from .pipeline import convert
from .plugin.contracts import Examples, Exporter, Importer, Trainer
from .plugin.hookspecs import hookimpl
from .plugin.registry import Registry
from .rendering.render import system_prompt
from .rendering.template import Template
from .sources.findings import Decision, Findings, Problem
from .sources.source import Source, SourceFile
from .tokens.counting import tokenized
from .tokens.loading import load_tokenizer
from .tokens.overhead import TemplateOverhead
from .tokens.tokenizers import Tokenizer
from .version import __version__ as __version__

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
