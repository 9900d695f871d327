"""Hostile and ordinary files of every format, grown in every way: what reading them costs grows no faster."""
