"""Lets `datasets` name what it has made of a tokenizer by the tokenizer's folder; run by the Python of axolotl's environment.

For the name of a file that nobody reads again it pickles all of a vocabulary, which takes longer than all else that axolotl does
with a small dataset. What the command itself does is tried without this: by `test_the_command_prepares_what_the_driver_prepares`,
and by every training.
"""

from __future__ import annotations

import uuid
from typing import Any

THIS_PROCESS = str(uuid.uuid4())
"""Part of every name, so that no other run finds what it has not made."""


def hash_tokenizers_by_name() -> None:
    """From now on in this process."""
    from datasets.utils import _dill

    def save(pickler: Any, tokenizer: Any) -> None:
        pickler.save_reduce(str, (f"{THIS_PROCESS} {tokenizer.name_or_path}",), obj=tokenizer)

    _dill._save_transformersPreTrainedTokenizerBase = save
