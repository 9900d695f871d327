"""Secrets and personal data in messages: what finds them, what replaces them, and invented names for people."""

from ..categories import CATEGORIES, GRAVE, Category
from .finder import Finder
from .phones import guessed_regions
from .pseudonyms import Known, Pseudonyms
from .redactor import Redactor, Replacement
from .spans import Span, is_grave

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
