"""Tests that compute with torch; `make test-slow` runs them in an environment of their own, others pass them by."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]
