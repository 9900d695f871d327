"""Loading a tokenizer: bytes, tiktoken, or a `tokenizer.json` with its configs from a folder, a file or the Hub."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..errors import MissingExtraError, SimulacrumError
from ..files import digest
from .definition import check_definition, check_size, first_line
from .fast import FastCounter
from .hub_files import hub_file
from .patterns import check_patterns, encoded, is_panic, quiet
from .tokenizers import BYTES, ByteTokenizer, TiktokenTokenizer, Tokenizer

# What some models have as tokens of their own and people write: elements of HTML, runs of one sign.
_HTML = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|caption|center|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q"
    r"|s|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul) ?/?>",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(\W)\1*|[\w .,;:!?'-]+")
_TEMPLATE = "chat_template.jinja"
_CONFIGS = ("tokenizer_config.json", "special_tokens_map.json", "config.json", _TEMPLATE)
_MOST_OF_A_TEMPLATE = 1 << 20
Engine = Literal["auto", "reference"]
"""What counts with a `tokenizer.json`: the library of reference alone, or a faster one where that agrees."""


def load_tokenizer(
    spec: str | None,
    base_model: str | None = None,
    *,
    bos: str | None = None,
    eos: str | None = None,
    download: bool = True,
    engine: Engine = "reference",
) -> Tokenizer:
    """The tokenizer `spec`, else the base model's, else `bytes`; `bos` and `eos` override what its config says.

    `spec` is a folder, a `tokenizer.json`, a Hub repo id, `tiktoken:NAME` or `bytes`. What is on the Hub is fetched,
    without `download` only looked for on this machine. With the `engine` auto, a faster library counts where it is
    there and agrees; `convert` begins again where it does not. Raises SimulacrumError where it cannot be loaded, or
    where nothing says which string ends a text.
    """
    tokenizer = _load(spec or base_model or BYTES, download)
    if engine == "auto" and isinstance(tokenizer, HuggingFaceTokenizer):
        tokenizer.use_fast()
    if bos is not None:
        tokenizer.bos = bos
    if eos is not None:
        tokenizer.eos = eos
    if not tokenizer.eos:
        raise SimulacrumError(
            "the tokenizer names no token that ends a text",
            file=tokenizer.spec,
            remedy="Pass it: --eos '</s>' or the like",
        )
    return tokenizer


def uses_reference(tokenizer: Tokenizer) -> bool:
    """Let a tokenizer count with its reference from now on; false where it did before, and nothing changes."""
    return isinstance(tokenizer, HuggingFaceTokenizer) and tokenizer.use_reference()


def _load(spec: str, download: bool) -> Tokenizer:
    if spec == BYTES:
        return ByteTokenizer()
    if spec.startswith("tiktoken:"):
        return TiktokenTokenizer(spec.removeprefix("tiktoken:"))
    return HuggingFaceTokenizer(spec, TokenizerFiles.find(spec, download))


class TokenizerFiles(msgspec.Struct, frozen=True):
    """Where a tokenizer's definition and its configs lie."""

    definition: Path
    configs: tuple[Path, ...]

    @classmethod
    def find(cls, spec: str, download: bool = True) -> TokenizerFiles:
        """Files of a folder, a `tokenizer.json` or a Hub repo id; raises SimulacrumError where there are none."""
        path = Path(spec).expanduser()
        if path.is_dir():
            return cls._in_folder(path, path / "tokenizer.json")
        if path.is_file():
            return cls._in_folder(path.parent, path)
        if spec.startswith((".", "/", "~")) or spec.count("/") > 1 or spec.endswith(".json"):
            raise SimulacrumError("there is no such tokenizer file or folder", file=spec, remedy="Check the path")
        return cls._from_hub(spec, download)

    def content(self, name: str) -> dict[str, Any]:
        """The config file `name`, empty where there is none; raises SimulacrumError where it is no JSON."""
        path = next((path for path in self.configs if path.name == name), None)
        if path is None:
            return {}
        check_size(path)
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise SimulacrumError(f"not a tokenizer config ({first_line(error)})", file=str(path)) from error
        return content if isinstance(content, dict) else {}

    def template(self) -> str:
        """The chat template in a file of its own, empty where there is none, or none that anybody wrote by hand."""
        path = next((path for path in self.configs if path.name == _TEMPLATE), None)
        if path is None or path.stat().st_size > _MOST_OF_A_TEMPLATE:
            return ""
        return path.read_text(encoding="utf-8", errors="replace")

    @classmethod
    def _in_folder(cls, folder: Path, definition: Path) -> TokenizerFiles:
        if not definition.is_file():
            raise SimulacrumError(
                "this folder has no tokenizer.json", file=str(folder), remedy="Pass a tokenizer with --tokenizer"
            )
        return cls(definition, tuple(folder / name for name in _CONFIGS if (folder / name).is_file()))

    @classmethod
    def _from_hub(cls, repo: str, download: bool) -> TokenizerFiles:
        definition = hub_file(repo, "tokenizer.json", download)
        if definition is None:
            raise SimulacrumError("this Hub repository has no tokenizer.json", file=repo)
        configs = [hub_file(repo, name, download) for name in _CONFIGS]
        return cls(definition, tuple(path for path in configs if path is not None))


class HuggingFaceTokenizer:
    """A `tokenizer.json`, read as transformers 5 reads it.

    BOS and EOS are those of its config, no BOS where the config says that none is added.
    """

    def __init__(self, spec: str, files: TokenizerFiles) -> None:
        self._tokenizer = _open(files.definition)
        self.spec, self.fingerprint = spec, digest(files.definition)
        config = _special_config(files)
        _rebuild_llama(self._tokenizer, config, files.content("config.json").get("model_type"))
        check_patterns(self._tokenizer, str(files.definition))
        self.bos = "" if config.get("add_bos_token") is False else _token_text(config.get("bos_token"))
        self.eos = _token_text(config.get("eos_token"))
        self.chat_template = files.template() or _template_text(config.get("chat_template"))
        added = self._tokenizer.get_added_tokens_decoder().values()
        self.special = frozenset(token.content for token in added if _steers(token)) | {self.bos, self.eos} - {""}
        self._fast: FastCounter | None = None
        self._check_known()

    def use_fast(self) -> None:
        """Count with a faster library from the time on that it has shown to agree."""
        self._fast = FastCounter(self.encode, self._tokenizer.to_str, self.special)

    def use_reference(self) -> bool:
        """Count with the library of reference alone from now on; whether it did not before."""
        was_fast, self._fast = self._fast is not None, None
        return was_fast

    def encode(self, text: str) -> list[int]:
        return list(encoded(self._tokenizer, text, self.spec).ids)

    def count(self, text: str) -> int:
        return len(encoded(self._tokenizer, text, self.spec)) if self._fast is None else self._fast.count(text)

    def ends(self, text: str) -> list[int]:
        return [end for _, end in encoded(self._tokenizer, text, self.spec, offsets=True).offsets]

    def _check_known(self) -> None:
        """transformers would add a BOS or EOS that the definition does not hold, beyond the model's vocabulary."""
        for token in {self.bos, self.eos} - {""}:
            if self._tokenizer.token_to_id(token) is None:
                raise SimulacrumError(
                    f"its config names {token!r}, which is not a token of its definition",
                    file=self.spec,
                    remedy="Take both files from the same model",
                )


def _steers(token: Any) -> bool:
    """Whether an added token is for a model's format: no word, no blanks, no element of HTML, which are plain text."""
    if token.special:
        return True
    text = token.content.replace("\u2581", " ").strip()
    return bool(text) and not _HTML.fullmatch(text) and not _PLAIN.fullmatch(text)


def _open(path: Path) -> Any:
    # One text at a time needs no threads of the library's, which would warn of every process that is forked later.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise MissingExtraError("tokenizers", "tokenizers") from None
    check_definition(path)
    try:
        with quiet():
            tokenizer = Tokenizer.from_file(str(path))
    except BaseException as error:
        # The library raises bare Exception for a file that it cannot parse.
        if not isinstance(error, Exception) and not is_panic(error):
            raise
        raise SimulacrumError(f"not a tokenizer definition ({first_line(error)})", file=str(path)) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _special_config(files: TokenizerFiles) -> dict[str, Any]:
    """The tokenizer's config; an older special_tokens_map.json wins where the config does not list its tokens."""
    config = files.content("tokenizer_config.json")
    old = {} if "added_tokens_decoder" in config else files.content("special_tokens_map.json")
    return {**config, **old}


def _rebuild_llama(tokenizer: Any, config: dict[str, Any], model_type: object) -> None:
    """transformers 5 ignores the normalizer of a SentencePiece LlamaTokenizer and sets its own pre-tokenizer."""
    is_llama = str(config.get("tokenizer_class", "")).startswith("LlamaTokenizer") and model_type in (None, "llama")
    if not is_llama or not getattr(tokenizer.model, "byte_fallback", False):
        return
    from tokenizers import pre_tokenizers

    scheme = "always" if config.get("legacy") else "first"
    if config.get("add_prefix_space") is False:
        scheme = "never"
    tokenizer.normalizer = None
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme=scheme, split=False)


def _template_text(template: object) -> str:
    """The chat template of a config, the default one of several; empty where there is none."""
    if isinstance(template, list):
        named = [one for one in template if isinstance(one, dict)]
        template = next((one.get("template") for one in named if one.get("name") == "default"), "")
    return template if isinstance(template, str) else ""


def _token_text(token: object) -> str:
    """A special token's text: configs hold a string, an object with `content`, or null."""
    if isinstance(token, dict):
        token = token.get("content")
    return token if isinstance(token, str) else ""
