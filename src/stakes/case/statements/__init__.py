"""Statements that the draws are held against."""
