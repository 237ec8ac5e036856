"""Quantities of several elements, and of draws of another posterior."""
