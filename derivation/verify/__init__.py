"""The check of printed derivations."""
