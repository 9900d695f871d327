"""The version of this program, for whoever needs it without opening the front door."""

__version__ = "0.2.0"
