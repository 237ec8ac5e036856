"""What was found, as the record that is kept: `stakes.decision_json.decision.Decision`."""
