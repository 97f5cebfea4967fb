"""One word of a closed list for every number and every formula."""
