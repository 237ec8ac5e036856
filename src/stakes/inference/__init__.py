"""What is believed after the evidence: one joint model, of which only what evidence speaks to is
sampled.
"""
