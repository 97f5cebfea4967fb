"""What names and formulas are worth, and a printed number weighed against that."""
