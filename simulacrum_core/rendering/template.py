"""The template: what the text of a dataset looks like."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from ..config.recipe import Heading


class Template(BaseModel):
    """What the text looks like; the renderer of training text, chat prompt and stop strings reads nothing else."""

    model_config = ConfigDict(frozen=True)

    style: str
    train_name: bool
    bos: str
    eos: str
    name: str = Field(description="What the persona is called in the text.")
    system_prompt: str = Field(description="May hold {me} and {other}.")
    heading: Heading = Field(default="title-date", description="What stands before an essay or a journal entry.")
    bubbles: bool = Field(
        default=False,
        description="Whether the messages of a turn are told apart: each further one begins with `NAME:`.",
    )
    wrapped: bool = Field(
        default=False, description="Whether the rows are turns that a trainer puts into a chat template of its own."
    )
