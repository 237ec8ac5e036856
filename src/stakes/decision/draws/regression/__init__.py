"""Expected values given parameters, by penalised regression."""
