"""The stems of each entry move from the tables of modelsearch, which the site no longer uses, into the entry itself."""

from django.db import migrations

import ipacis.core.search.terms

COPY = """
    UPDATE core_searchentry SET terms = formerly.body FROM modelsearch_indexentry AS formerly
    WHERE core_searchentry.id = CAST(formerly.object_id AS bigint)
"""
INDEX = {
    "postgresql": ["CREATE INDEX core_searchentry_terms ON core_searchentry USING gin (terms)"],
    # Stems hold no signs, and all letters beyond ASCII are parts of words to the tokenizer "ascii".
    "sqlite": [
        """
        CREATE VIRTUAL TABLE core_searchentry_terms
        USING fts5(terms, content='core_searchentry', content_rowid='id', columnsize=0, tokenize='ascii')
        """,
        "INSERT INTO core_searchentry_terms (core_searchentry_terms) VALUES ('rebuild')",
        *ipacis.core.search.terms.TRIGGERS.values(),
    ],
}
DROP_INDEX = {
    "postgresql": ["DROP INDEX core_searchentry_terms"],
    "sqlite": [
        *(f"DROP TRIGGER core_searchentry_terms_{event}" for event in ("insert", "update", "delete")),
        "DROP TABLE core_searchentry_terms",
    ],
}


def has_modelsearch(editor):
    return "modelsearch_indexentry" in editor.connection.introspection.table_names()


def execute(editor, statements):
    for statement in statements:
        editor.execute(statement, params=None)


def copy_terms(apps, editor):
    if has_modelsearch(editor):
        execute(editor, [COPY])


def create_index(apps, editor):
    execute(editor, INDEX[editor.connection.vendor])


def drop_index(apps, editor):
    execute(editor, DROP_INDEX[editor.connection.vendor])


def drop_modelsearch(apps, editor):
    if has_modelsearch(editor):
        tables = ("modelsearch_indexentry_fts", "modelsearch_indexentry")  # the first in SQLite only
        execute(editor, [f"DROP TABLE IF EXISTS {table}" for table in tables])
        execute(editor, ["DELETE FROM django_migrations WHERE app = 'modelsearch'"])
        apps.get_model("contenttypes", "ContentType").objects.filter(app_label="modelsearch").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),  # permissions go with their content types
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0002_addresses'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='searchentry', name='core_searchentry_by_text_id'),
        migrations.AddField(
            model_name='searchentry',
            name='terms',
            field=ipacis.core.search.terms.TermsField(default=''),
            preserve_default=False,
        ),
        # The index comes before the terms: PostgreSQL may not use an index over rows that changed just before it was
        # made until all older transactions of the server have ended.
        migrations.RunPython(create_index, drop_index),
        migrations.RunPython(copy_terms, migrations.RunPython.noop),
        migrations.RunPython(drop_modelsearch, migrations.RunPython.noop),
    ]
