"""The reference number of releases. Former rows get the key of the first text of the release."""

from django.db import migrations, models
from django.db.models import Min, OuterRef, Subquery


def number(apps, schema_editor):
    items = apps.get_model("news", "NewsItem").objects
    texts = items.filter(translation_key=OuterRef("translation_key")).order_by().values("translation_key")
    items.update(number=Subquery(texts.annotate(first=Min("pk")).values("first")))


class Migration(migrations.Migration):
    dependencies = [("news", "0017_broader_topic")]

    operations = [
        migrations.AddField(
            "newsitem", "number", models.PositiveBigIntegerField(editable=False, null=True, verbose_name="number")
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AddConstraint(
            "newsitem",
            models.UniqueConstraint(fields=("number", "language"), name="news_newsitem_one_of_a_number"),
        ),
    ]
