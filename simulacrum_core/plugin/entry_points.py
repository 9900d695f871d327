"""The group of entry points under which distributions declare their plugins."""

GROUP = "simulacrum"
