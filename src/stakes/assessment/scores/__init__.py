"""Predictions of the case scored against what came."""
