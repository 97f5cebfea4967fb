"""The only printers of formulas: one file per notation, the spelling of names comes in as an argument."""
