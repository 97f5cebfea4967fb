"""Mathematics on paper: numbers, formulas, differentiation with reasons; nothing about networks."""
