"""The backend of modelsearch for the database in use, less what this site has no use for.

The order of hits is our own (a title before a text, then the newer), so an entry has no title with a weight:
its words all stand in one column, which PostgreSQL then finds by that column's index, and the weights need
not be counted again over the whole table whenever something is saved.
"""

from modelsearch.backends import database


class OneColumn:
    """Looks only at the column that holds the words."""

    def get_index_vectors(self, *args):
        return super().get_index_vectors(*args)[-1:]


class WithoutWeights:
    def _refresh_title_norms(self, full=False):
        """Do nothing: it would read every entry of the index."""


def SearchBackend(params):
    backend = database.SearchBackend(params)
    backend.query_compiler_class = type("Compiler", (OneColumn, backend.query_compiler_class), {})
    backend.index_class = type("Index", (WithoutWeights, backend.index_class), {})
    return backend
