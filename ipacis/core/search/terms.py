"""The column of the stems of a search entry, and the lookup that finds entries by stems.

PostgreSQL stores the stems as a ``tsvector``. SQLite stores them as text, and triggers copy each change to the FTS5
table ``core_searchentry_terms``. Neither database changes the case of words or stems them: ``ipacis.core.text.stems``
makes the stems for both, so both find the same rows.
"""

from django.db import connection, connections, models

#: The FTS5 table of SQLite.
INDEX = "core_searchentry_terms"
#: From this number of rows on, phrases are common. To read 5,000 rows takes SQLite as long as to look at 200,000 in order.
COMMON = 5_000
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
    #: The sign before the key in SQLite.
    sign = ""

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        phrases = (" <-> ".join(f"'{term}'" for term in phrase) for phrase in self.rhs)
        return f"{column} @@ %s::tsquery", (*params, " & ".join(f"({phrase})" for phrase in phrases))

    def as_sqlite(self, compiler, connection):
        key, params = compiler.compile(self.lhs.target.model._meta.pk.get_col(self.lhs.alias))
        statement = f"{self.sign}{key} IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)"
        return statement, (*params, match(self.rhs))


@TermsField.register_lookup
class HoldCommon(Hold):
    """The lookup ``terms__hold_common``: the same for phrases that very many rows have.

    SQLite takes the rows in the order of the query, so that it can stop early, instead of all rows with the phrases:
    https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_
    """

    lookup_name = "hold_common"
    sign = "+"


def match(phrases: list[tuple[str, ...]]) -> str:
    """Return the query of FTS5 for rows with all *phrases*: ``"minsk" AND "taurid palac"``."""
    return " AND ".join('"' + " ".join(phrase) + '"' for phrase in phrases)


def first_holding(phrases: list[tuple[str, ...]]) -> models.Q:
    """Return the condition that a row has all *phrases*, for queries that take the first of these rows in an order.

    SQLite does not know how common phrases are, so a query counts up to COMMON rows. PostgreSQL knows it.
    """
    if connection.vendor != "sqlite":
        return models.Q(terms__hold=phrases)
    some = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT {COMMON}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({some})", [match(phrases)])
        (number,) = cursor.fetchone()
    return models.Q(terms__hold_common=phrases) if number == COMMON else models.Q(terms__hold=phrases)
