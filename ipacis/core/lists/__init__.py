"""What any list of any app needs: parameters of the query string, pages, counts, facets, formats."""
