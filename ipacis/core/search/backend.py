"""The backend of modelsearch for the database in use, less what this site has no use for.

modelsearch ranks what it finds by weights; here a title comes before a text and then the newer, which is asked
of ``SearchEntry``. So an entry keeps all its words in one column, the weights need not be counted again over
the whole table whenever something is saved, and the question can be put so that the text index answers first.
"""

from django.db import connection
from modelsearch.backends import database

if connection.vendor == "sqlite":
    from modelsearch.backends.database.sqlite.query import MatchExpression, SQLiteFTSIndexEntry, normalize


class WordsInSQLite:
    """Finds by the text index alone.

    The library also asks for the content type of each hit; SQLite then takes every entry of that type and
    asks the text index about each of them.
    """

    def search(self, config, start, stop, score_field=None):
        question = self.build_search_query(normalize(self.query), config=config)
        found = SQLiteFTSIndexEntry.objects.filter(MatchExpression(self.FTS_TABLE_FIELDS, question))
        return self.queryset.filter(pk__in=found.values("index_entry__object_id"))[start:stop]


class WordsInPostgreSQL:
    """Finds by the index of the one column that holds the words."""

    def get_index_vectors(self, search_query):
        return super().get_index_vectors(search_query)[-1:]


class WithoutWeights:
    def _refresh_title_norms(self, full=False):
        """Do nothing: it would read every entry of the index."""


def SearchBackend(params):
    backend = database.SearchBackend(params)
    compiler = WordsInSQLite if connection.vendor == "sqlite" else WordsInPostgreSQL
    backend.query_compiler_class = type("Compiler", (compiler, backend.query_compiler_class), {})
    backend.index_class = type("Index", (WithoutWeights, backend.index_class), {})
    return backend
