"""How would we have decided, and how good were the forecasts: the past of the model, shown."""
