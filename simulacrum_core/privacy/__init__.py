"""Secrets and personal data in messages: what finds them, what replaces them, and invented names for people."""

from ..config.categories import CATEGORIES, GRAVE, Category
from .finder import Finder
from .names.pseudonyms import Known, Pseudonyms
from .recognizers.phones import guessed_regions
from .recognizers.spans import Span, is_grave
from .redactor import Redactor, Replacement

__all__ = [
    "CATEGORIES",
    "GRAVE",
    "Category",
    "Finder",
    "Known",
    "Pseudonyms",
    "Redactor",
    "Replacement",
    "Span",
    "guessed_regions",
    "is_grave",
]
