"""Attitudes to risk: certainty equivalents, where a choice switches, stochastic dominance."""
