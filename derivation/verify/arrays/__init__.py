"""Networks that a document prints as arrays."""
