"""Coverage-guided: atheris keeps the damaged trees that reach new code of an importer, and damages them further."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import msgspec

_PACKED = msgspec.msgpack.Decoder(dict[str, bytes])


def main(importer: str, seconds: int, corpus: Path) -> None:
    """Fuzz an importer for some seconds; what reaches new code stays in `corpus`, what breaks a law in `fuzz-finds`."""
    import atheris  # type: ignore[import-not-found]

    with atheris.instrument_imports(include=["simulacrum_core", f"simulacrum_{importer}"]):
        from simulacrum_core import Registry

        from .cases import arranged, broken
        from .finds import tried
        from .laws import check_reading
        from .material import trees
        from .running import BrokenLawError

        registry = Registry.installed()
    for number, tree in enumerate(trees(importer)):
        (corpus / f"sample-{number}").write_bytes(msgspec.msgpack.encode(tree))

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        rng = Random(seed)
        tree = _tree(data) or rng.choice(trees(importer))
        for _ in range(rng.randrange(1, 4)):
            tree = broken(importer, tree, rng)
        packed = msgspec.msgpack.encode(tree)
        return packed if len(packed) <= most else data

    def one(data: bytes) -> None:
        if tree := _tree(data):
            try:
                tried(arranged(importer, tree, Random(data)), registry, check_reading)
            except BrokenLawError as broken_law:
                print(f"find: {broken_law}", flush=True)

    # Cases have a limit of their own, so that a slow one is a find like another.
    limits = [f"-max_total_time={seconds}", "-timeout=300", "-max_len=262144", "-rss_limit_mb=4096"]
    told = ["-verbosity=0", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, *told, str(corpus)], one, custom_mutator=mutated)
    atheris.Fuzz()


def _tree(data: bytes) -> dict[str, bytes] | None:
    try:
        return _PACKED.decode(data)
    except msgspec.DecodeError:
        return None


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
