"""Quantities of several elements, of draws of another posterior, and along trends."""
