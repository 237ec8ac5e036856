"""How a file is read: text, tables, Python, and records that check what they are given."""
