"""The exporter `hub`: a dataset that another exporter writes, pushed when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Literal

import click
from pydantic import Field

from simulacrum_core import Exporter, SimulacrumError, UploadExporter, UsageError, printable

from .client import Hub
from .sending import Sending, packed, send
from .settings import check_repo, confirmed


class HubExporter(UploadExporter):
    """The Hugging Face Hub: a dataset in a private repository, and the same one in the folder."""

    name: ClassVar[str] = "hub"

    repo_id: str = Field(default="", description="The repository, OWNER/NAME; made, private, if it is not there.")
    rows: str = Field(default="axolotl", description="The exporter that writes the dataset.")
    format: Literal["jsonl", "parquet"] = Field(default="jsonl", description="The layout of the rows on the Hub.")
    base_model: str | None = Field(
        default=None, description="What the Hub calls the base model, if --base-model is a folder."
    )
    public: bool = Field(default=False, description="Everybody may read it; the repository is asked for once more.")
    real_names: bool = Field(default=False, description="Whether other people keep their names.")

    @property
    def pseudonyms(self) -> bool:
        """In the folder too: a name that is longer than the real one then has its place in the budget."""
        return not self.real_names

    def writer(self, find: Callable[[str], type[Exporter]]) -> Exporter:
        """The exporter of the rows; raises SimulacrumError where the Hub would not take them."""
        if not self.repo_id:
            raise UsageError("hub: there is no repository", remedy="Pass -e repo_id OWNER/NAME")
        check_repo(self.repo_id)
        if self.rows == self.name:
            raise UsageError("hub: rows cannot be hub", remedy="Pass -e rows axolotl")
        writer = find(self.rows)()
        Hub(self.repo_id, "dataset").check(self.public)
        if self.public:
            confirmed(self.repo_id)
        return writer

    def upload(self, folder: Path, writer: Exporter) -> None:
        """Push the dataset."""
        sending = Sending(
            folder,
            self.repo_id,
            public=self.public,
            form=self.format,
            base_model=self.base_model,
            real_names=self.real_names,
        )
        try:
            with packed(sending, writer) as parcel:
                click.echo(sending.describe(parcel), err=True)
                send(sending, parcel, Hub(self.repo_id, "dataset"))
        except SimulacrumError:
            there = printable(str(folder))
            click.echo(f"The dataset is complete in {there}. To push it later: simulacrum push {there}", err=True)
            raise
