"""How much: amounts on a grid, and what to buy with a budget."""
