"""Which option, on any draws, without the rest of stakes: a module for each method, by its name in
the field.
"""
