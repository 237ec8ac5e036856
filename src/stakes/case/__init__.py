"""What the files of a case say: a module for each file, of the same name, and `open_case` for all
of them.
"""
