"""Quantities of several elements."""
