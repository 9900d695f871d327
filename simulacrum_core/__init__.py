"""The front door: reading, converting, the values that flow between, and the contracts of plugins.

For importers there is `simulacrum_core.sources` beside it, for exporters `simulacrum_core.dataset`, for trainers
`simulacrum_core.training`, for the tests of plugins `simulacrum_core.testing`. Everything else may change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .doors import door
from .version import __version__ as __version__

if TYPE_CHECKING:
    from .chat.chat import Chat
    from .chat.guards import Access, Guards
    from .chat.listening import address, listening, serve
    from .chat.page import Talk, asset, page_policy, request_body, same_page_only, talk_routes
    from .chat.speaker import Sampling, Speaker, Written
    from .checks.check import check_dataset
    from .checks.rows import Check
    from .config.categories import CATEGORIES
    from .config.persona import Persona
    from .config.recipe import Recipe
    from .dataset.manifest import Manifest
    from .errors import DatasetError, MissingExtraError, SimulacrumError, SourceError, UsageError
    from .evaluation.evaluate import evaluate
    from .evaluation.figures import Evaluation
    from .evaluation.quiz import quiz
    from .evaluation.quiz_page import quiz_policy
    from .execution.checking import check
    from .execution.convert import Conversion, convert, training_examples
    from .execution.reading import Reading, read
    from .execution.redactions import Redaction, redactions
    from .execution.train import train
    from .execution.views import inspect, preview, report
    from .inspection.amount import Amount, judged_amount
    from .inspection.measured import (
        Measured,
        MeasuredFigure,
        MeasuredPart,
        figure_place,
        figure_sides,
        figure_text,
        read_measured,
        read_progress,
    )
    from .inspection.report import write_report
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
        is_trained,
        people,
    )
    from .plugin.contracts import (
        Chunks,
        Examples,
        Exporter,
        Groups,
        Importer,
        Recognizer,
        RowLayout,
        Trainer,
        UploadExporter,
    )
    from .plugin.hookspecs import hookimpl
    from .plugin.registry import Registry
    from .privacy.names.names_file import save_names
    from .privacy.renamed_dataset import Renaming, dataset_pseudonyms, renamed_dataset, renamed_manifest
    from .progress import metered
    from .rendering.bubbles import bubbles_of
    from .rendering.chat_template import chat_template
    from .rendering.render import system_prompt
    from .rendering.template import Template
    from .sources.findings import Decision, Findings, Problem
    from .sources.source import Source, SourceFile
    from .terminal import printable
    from .tokens.counting import tokenized
    from .tokens.loading import load_tokenizer
    from .tokens.overhead import TemplateOverhead
    from .tokens.tokenizers import Tokenizer

__all__ = [
    "CATEGORIES",
    "Access",
    "Amount",
    "Attachment",
    "Chat",
    "Check",
    "Chunks",
    "Conversation",
    "Conversion",
    "DatasetError",
    "Decision",
    "Evaluation",
    "Examples",
    "Exporter",
    "Findings",
    "Groups",
    "Guards",
    "Importer",
    "Kind",
    "Manifest",
    "Measured",
    "MeasuredFigure",
    "MeasuredPart",
    "Message",
    "MissingExtraError",
    "Participant",
    "Persona",
    "Problem",
    "Reaction",
    "Reading",
    "Recipe",
    "Recognizer",
    "Redaction",
    "Registry",
    "Renaming",
    "Report",
    "RowLayout",
    "Sampling",
    "Segment",
    "SimulacrumError",
    "Source",
    "SourceError",
    "SourceFile",
    "Speaker",
    "Talk",
    "Template",
    "TemplateOverhead",
    "Tokenizer",
    "Trainer",
    "TrainingExample",
    "Turn",
    "UploadExporter",
    "UsageError",
    "Written",
    "address",
    "asset",
    "bubbles_of",
    "chat_template",
    "check",
    "check_dataset",
    "convert",
    "dataset_pseudonyms",
    "evaluate",
    "figure_place",
    "figure_sides",
    "figure_text",
    "hookimpl",
    "inspect",
    "is_trained",
    "judged_amount",
    "listening",
    "load_tokenizer",
    "metered",
    "page_policy",
    "people",
    "preview",
    "printable",
    "quiz",
    "quiz_policy",
    "read",
    "read_measured",
    "read_progress",
    "redactions",
    "renamed_dataset",
    "renamed_manifest",
    "report",
    "request_body",
    "same_page_only",
    "save_names",
    "serve",
    "system_prompt",
    "talk_routes",
    "tokenized",
    "train",
    "training_examples",
    "write_report",
]

_PLACES = {
    "chat.chat": "Chat",
    "chat.guards": "Access Guards",
    "chat.listening": "address listening serve",
    "chat.page": "Talk asset page_policy request_body same_page_only talk_routes",
    "chat.speaker": "Sampling Speaker Written",
    "checks.check": "check_dataset",
    "checks.rows": "Check",
    "config.categories": "CATEGORIES",
    "config.persona": "Persona",
    "config.recipe": "Recipe",
    "dataset.manifest": "Manifest",
    "errors": "DatasetError MissingExtraError SimulacrumError SourceError UsageError",
    "evaluation.evaluate": "evaluate",
    "evaluation.figures": "Evaluation",
    "evaluation.quiz": "quiz",
    "evaluation.quiz_page": "quiz_policy",
    "execution.checking": "check",
    "execution.convert": "Conversion convert training_examples",
    "execution.reading": "Reading read",
    "execution.redactions": "Redaction redactions",
    "execution.train": "train",
    "execution.views": "inspect preview report",
    "inspection.amount": "Amount judged_amount",
    "inspection.measured": "Measured MeasuredFigure MeasuredPart figure_place figure_sides figure_text read_measured "
    "read_progress",
    "inspection.report": "write_report",
    "inspection.summary": "Report",
    "models": "Attachment Conversation Kind Message Participant Reaction Segment TrainingExample Turn is_trained "
    "people",
    "plugin.contracts": "Chunks Examples Exporter Groups Importer Recognizer RowLayout Trainer UploadExporter",
    "plugin.hookspecs": "hookimpl",
    "plugin.registry": "Registry",
    "privacy.names.names_file": "save_names",
    "privacy.renamed_dataset": "Renaming dataset_pseudonyms renamed_dataset renamed_manifest",
    "progress": "metered",
    "rendering.bubbles": "bubbles_of",
    "rendering.chat_template": "chat_template",
    "rendering.render": "system_prompt",
    "rendering.template": "Template",
    "sources.findings": "Decision Findings Problem",
    "sources.source": "Source SourceFile",
    "terminal": "printable",
    "tokens.counting": "tokenized",
    "tokens.loading": "load_tokenizer",
    "tokens.overhead": "TemplateOverhead",
    "tokens.tokenizers": "Tokenizer",
}
"""The modules from which the names come. They are imported when a name is asked for: `--help` needs none of them."""
__getattr__, __dir__ = door(__name__, _PLACES)
