"""Tables in which every row is worked out alike."""
