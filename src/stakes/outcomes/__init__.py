"""What follows from each option: the case's own consequences under a fit, or with
quantities set.
"""
