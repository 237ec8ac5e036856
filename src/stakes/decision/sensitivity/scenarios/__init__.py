"""Scenario discovery: boxes in which an option is not the best."""
