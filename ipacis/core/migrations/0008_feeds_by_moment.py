from django.db import migrations, models


def empty_index(apps, schema_editor):
    """Delete all entries, so that the index is written anew after the migrations, with the moments."""
    apps.get_model("core", "ListEntry").objects.all()._raw_delete(schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_search_kind_by_day'),
    ]

    operations = [
        migrations.RunPython(empty_index, migrations.RunPython.noop),
        migrations.AddField(
            model_name='listentry',
            name='moment',
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='listentry',
            index=models.Index(fields=['list_name', 'about', 'moment', 'item', 'public_from'], name='core_listentry_by_moment'),
        ),
    ]
