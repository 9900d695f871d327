"""Places: as if each were kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.examples.places import Places


@given(st.lists(st.lists(st.integers(1, 3), max_size=8), max_size=8), st.booleans())
def test_each_place_is_found_by_its_rank(steps: list[list[int]], one_by_one: bool) -> None:
    places, kept, last = Places(), list[int](), -1
    for block in steps:
        added = []
        for step in block:
            last += step
            added.append(last)
        kept += added
        if one_by_one:
            for place in added:
                places.append(place)
        else:
            places.extend(added)
    assert [places[rank] for rank in range(len(kept))] == kept
