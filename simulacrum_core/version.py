"""The version of this program, for whoever needs it without opening the front door."""

__version__ = "0.1.0"
