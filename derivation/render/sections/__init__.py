"""The sections of the tutorial, one file per chapter: which template, and the plain data that fills it."""
