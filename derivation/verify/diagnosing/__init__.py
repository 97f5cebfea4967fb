"""The mistake behind a wrong number, and how sure that is."""
