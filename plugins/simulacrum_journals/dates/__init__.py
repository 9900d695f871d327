"""Dates as journals write them."""
