"""The network that a document is about: drawn up from its formulas, its lost numbers solved for, its names bound."""
