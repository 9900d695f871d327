"""axolotl's `input_output` datasets, with the config that trains on them."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Exporter, hookimpl

from .exporter import AxolotlExporter


@hookimpl
def register_exporters() -> Sequence[type[Exporter]]:
    return [AxolotlExporter]
