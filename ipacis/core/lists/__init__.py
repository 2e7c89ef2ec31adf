"""The parts of a list, for the lists of all apps: parameters of the query string, pages, counts, facets, formats."""
