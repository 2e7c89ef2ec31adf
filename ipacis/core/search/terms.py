"""The column of the stems of a search entry, and the lookup that finds entries by stems.

PostgreSQL stores the stems as a ``tsvector``. SQLite stores them as text, and triggers copy each change to the FTS5
table ``core_searchentry_terms``. Neither database changes the case of words or stems them: ``ipacis.core.text.stems``
makes the stems for both, so both find the same rows.
"""

from django.db import connections, models

#: {name: statement} of the triggers of SQLite. The FTS5 table does not store the texts ("external content"), so the
#: command 'delete' needs the old terms: https://www.sqlite.org/fts5.html#external_content_tables
TRIGGERS = {
    "core_searchentry_terms_insert": """
        CREATE TRIGGER core_searchentry_terms_insert AFTER INSERT ON core_searchentry BEGIN
            INSERT INTO core_searchentry_terms (rowid, terms) VALUES (new.id, new.terms);
        END
    """,
    "core_searchentry_terms_update": """
        CREATE TRIGGER core_searchentry_terms_update AFTER UPDATE OF terms ON core_searchentry
        WHEN old.terms IS NOT new.terms BEGIN
            INSERT INTO core_searchentry_terms (core_searchentry_terms, rowid, terms)
            VALUES ('delete', old.id, old.terms);
            INSERT INTO core_searchentry_terms (rowid, terms) VALUES (new.id, new.terms);
        END
    """,
    "core_searchentry_terms_delete": """
        CREATE TRIGGER core_searchentry_terms_delete AFTER DELETE ON core_searchentry BEGIN
            INSERT INTO core_searchentry_terms (core_searchentry_terms, rowid, terms)
            VALUES ('delete', old.id, old.terms);
        END
    """,
}
REBUILD = "INSERT INTO core_searchentry_terms (core_searchentry_terms) VALUES ('rebuild')"


def restore_triggers(using: str, **kwargs) -> None:
    """Create missing triggers again after ``migrate`` (a receiver of ``post_migrate``). Does nothing on PostgreSQL.

    If a migration changes the table, for example for a new language, Django makes SQLite copy it, and the copy has no
    triggers.
    """
    connection = connections[using]
    if (
        connection.vendor != "sqlite"
        or "core_searchentry_terms" not in connection.introspection.table_names()
    ):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        missing = TRIGGERS.keys() - {name for (name,) in cursor.fetchall()}
        for name in sorted(missing):
            cursor.execute(TRIGGERS[name])
        if missing:
            cursor.execute(REBUILD)


class TermsField(models.TextField):
    """The stems of a row in their order. They come from ``indexed_terms()`` when the row is written or dumped.

    The value that a query returns depends on the database, so code must not use it.
    """

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def value_to_string(self, obj):
        return " ".join(obj.indexed_terms())

    def pre_save(self, model_instance, add):
        return self.value_to_string(model_instance)

    def get_db_prep_value(self, value, connection, prepared=False):
        if connection.vendor == "postgresql":
            return " ".join([f"{term}:{place}" for place, term in enumerate(value.split(), start=1)])
        return value


@TermsField.register_lookup
class Hold(models.Lookup):
    """The lookup ``terms__hold=[("minsk",), ("taurid", "palac")]``: all of these phrases occur in the stems.

    A phrase is a tuple of consecutive stems. Stems consist of letters and digits, so they cannot be operators of the
    database.
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
        # Only names that Django quotes are inserted into the statement.
        statement = f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)"  # noqa: S608
        return statement, (*params, " AND ".join(phrases))
