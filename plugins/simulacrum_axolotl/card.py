"""What the dataset card says of axolotl's segments, and how to train on them."""

from __future__ import annotations

from simulacrum_core import Manifest
from simulacrum_core.dataset import RowFiles, dataset_card

_TEXT = """\
Each row is `{{"segments": [{{"label": bool, "text": str}}]}}`, axolotl's `input_output` format. The texts are joined as
they are: BOS, the system prompt, then lines of `NAME: what they said`. Segments with `label: true` are what the person
wrote; only they are trained on. There is no chat template and no assistant. Borders of segments: `{style}`. BOS is
`{bos}`, EOS is `{eos}`."""

_TRAIN = """\
```
simulacrum train FOLDER
```
or by hand, in this folder:
```
axolotl preprocess axolotl.yml
axolotl train axolotl.yml
axolotl merge-lora axolotl.yml
```"""


def card(manifest: Manifest, files: RowFiles) -> str:
    """The text of the dataset's `README.md`."""
    template = manifest.template
    text = _TEXT.format(style=manifest.recipe.style, bos=template.bos or "none", eos=template.eos)
    parted = {split for split, names in files.names.items() if len(names) > 1}
    return dataset_card(manifest, files.rows, ["axolotl", "template-free"], text, _TRAIN, parted=parted)
