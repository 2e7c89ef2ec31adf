"""The column that holds the stems of an entry, and the lookup that finds entries by them.

PostgreSQL keeps the stems as a ``tsvector``. SQLite keeps them as text, and triggers of the migration bring the FTS5
table ``core_searchentry_terms`` in step with each change of that text. Neither database folds or stems: the words
come to both as ``ipacis.core.text.stems`` has made them, so both find the same.
"""

from django.db import models


class TermsField(models.TextField):
    """Stems in their order, taken from ``indexed_terms()`` of the row whenever it is written or dumped.

    The value of a row that was read is as its database prints it, and of no use.
    """

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def value_to_string(self, obj):
        return " ".join(obj.indexed_terms())

    def pre_save(self, model_instance, add):
        return self.value_to_string(model_instance)

    def get_db_prep_value(self, value, connection, prepared=False):
        if connection.vendor == "postgresql":
            return " ".join(f"{term}:{place}" for place, term in enumerate(value.split(), start=1))
        return value


@TermsField.register_lookup
class Hold(models.Lookup):
    """``terms__hold=[("minsk",), ("taurid", "palac")]``: all of these phrases occur.

    A phrase is a tuple of stems that follow each other. Stems are letters and digits, so nothing that a reader types
    can be an operator of the database.
    """

    lookup_name = "hold"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        phrases = (" <-> ".join(f"'{term}'" for term in phrase) for phrase in self.rhs)
        return f"{column} @@ %s::tsquery", (*params, " & ".join(f"({phrase})" for phrase in phrases))

    def as_sqlite(self, compiler, connection):
        table = self.lhs.target.model._meta
        key, params = compiler.compile(table.pk.get_col(self.lhs.alias))
        index = connection.ops.quote_name(f"{table.db_table}_{self.lhs.target.column}")
        phrases = ('"' + " ".join(phrase) + '"' for phrase in self.rhs)
        # Only names that Django quotes stand in the text of the statement.
        statement = f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)"  # noqa: S608
        return statement, (*params, " AND ".join(phrases))
