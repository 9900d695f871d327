"""The data package that Discord itself sends."""
