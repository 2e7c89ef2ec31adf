"""The limit of what readers type into a search box or an address."""

#: The most characters of a text to look for, and of any other value in a query string.
#: The search boxes of the templates have it as ``maxlength``, ``suggest.js`` has it as well.
MAX_QUERY_TEXT = 200
