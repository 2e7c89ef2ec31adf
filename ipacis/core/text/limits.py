"""The limit of the texts that readers type into a search box or into the query string of an address."""

#: The most characters of a search text, and of any other value in a query string. The same number is written in the
#: templates (``maxlength`` of the search boxes) and in ``suggest.js``.
MAX_QUERY_TEXT = 200
