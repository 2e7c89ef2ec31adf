"""Write the list of namings: which meeting names whom in which office, and on which days."""

from django.db import migrations
from django.utils import timezone

ENTRIES = """
    INSERT INTO core_listentry (list_name, about, day, last_day, item, public_from, is_counted)
    SELECT DISTINCT 'namings', 'membership:' || office.membership_id, {start}, {end}, meeting.id, meeting.publish_at,
        meeting.publish_at <= %s
    FROM news_meeting AS meeting
    JOIN news_participation AS participation ON participation.meeting_id = meeting.id
    JOIN news_participation_memberships AS office ON office.participation_id = participation.id
    WHERE meeting.state = 'published' AND meeting.status = 'held' AND meeting.date_precision = 'day'
"""
TOTALS = """
    INSERT INTO core_listtotal (list_name, about, kind, period, count)
    SELECT list_name, about, 'membership', {period}, COUNT(*) FROM core_listentry
    WHERE list_name = 'namings' AND is_counted GROUP BY 1, 2, 3, 4
"""
PERIODS = ("''", "SUBSTR(CAST(day AS text), 1, 4)", "SUBSTR(CAST(day AS text), 1, 6)")
DAY_NUMBER = {
    "postgresql": "CAST(TO_CHAR(meeting.{column}, 'YYYYMMDD') AS integer)",
    "sqlite": "CAST(STRFTIME('%%Y%%m%%d', meeting.{column}) AS integer)",
}


def write_namings(apps, editor):
    connection = editor.connection
    number = DAY_NUMBER[connection.vendor]
    start, end = number.format(column="start_date"), number.format(column="end_date")
    moment = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES.format(start=start, end=end), [moment])
        for period in PERIODS:
            cursor.execute(TOTALS.format(period=period))


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_search_kind_by_day"),
        ("news", "0009_sitemap_parts"),
        ("people", "0004_evidence"),
    ]

    operations = [migrations.RunPython(write_namings, migrations.RunPython.noop)]
