"""Regressions on what has been seen, each without the draws that its choices are then tried on.

Draws lie in the order of their folds. There is a *variant* of everything for each fold, which knows
all draws but the fold's.
"""
