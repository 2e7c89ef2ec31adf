"""The index of the search: one entry for each thing that readers can find, in words of all languages."""
