"""Make the roles Author, Editor and Administrator, and keep what accounts and groups may do.

Publishing, withdrawing and merging needed the permissions to change and to delete before. Whoever had these gets the new
permissions. The account that began a text is that of its first line in the history.
"""

from django.conf import settings
from django.db import migrations

TEXTS = ["news.newsitem", "news.meeting"]
TEXT_PARTS = ["news.report", "news.newsphoto", "news.participation"]
FILES = ["news.photo", "news.document"]
PEOPLE = ["people.person", "people.membership"]
PEOPLE_PARTS = ["people.othername"]
MERGED = ["people.person", "people.organization", "people.post", "news.place", "news.event", "news.topic"]
RECORDS = [*FILES, *PEOPLE, "people.organization", "people.post", "news.place", "news.event", "news.topic"]
RECORD_PARTS = [
    *PEOPLE_PARTS, "people.organizationname", "people.postname", "news.placename", "news.placealias", "news.topicalias",
]  # fmt: skip


def allow(actions, models):
    return [(model, action) for model in models for action in actions.split()]


AUTHOR = [
    *allow("view", [*TEXTS, *TEXT_PARTS, *RECORDS, *RECORD_PARTS]),
    *allow("add change_own", TEXTS),
    *allow("add change delete", TEXT_PARTS),
    *allow("add", [*FILES, *PEOPLE]),
    *allow("add change delete", PEOPLE_PARTS),
]
EDITOR = [
    *AUTHOR,
    *allow("change delete publish withdraw", TEXTS),
    *allow("add change delete", [*RECORDS, *RECORD_PARTS]),
    *allow("merge", MERGED),
]
ADMINISTRATOR = [
    *EDITOR,
    *allow("add change delete view", ["auth.user", "auth.group"]),
    *allow("view delete", ["mfa.authenticator"]),
    *allow("view", ["core.auditentry"]),
]
ROLES = {"Author": AUTHOR, "Editor": EDITOR, "Administrator": ADMINISTRATOR}


def permission(apps, model, action):
    """Return the permission, and make it if the models of this version have not made it yet."""
    app, name = model.split(".")
    kind, _is_new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=name)
    found, _is_new = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=f"{action}_{name}", defaults={"name": f"Can {action} {name}"}
    )
    return found


def make_roles(apps, schema_editor):
    for name, allowed in ROLES.items():
        role, is_new = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        if is_new:  # a group with this name keeps its permissions
            role.permissions.set(permission(apps, *row) for row in dict.fromkeys(allowed))


def keep_rights(apps, schema_editor):
    for model in TEXTS:
        give(apps, model, ["change"], ["publish", "withdraw"])
    for model in MERGED:
        give(apps, model, ["change", "delete"], ["merge"])


def give(apps, model, needed, given):
    """Give the permissions *given* for *model* to the accounts and groups that have all of those *needed*."""
    given = [permission(apps, model, action) for action in given]
    needed = [permission(apps, model, action) for action in needed]
    for holders, relation in [("User", "user_permissions"), ("Group", "permissions")]:
        rows = apps.get_model("auth", holders).objects.all()
        for row in needed:
            rows = rows.filter(**{relation: row})
        for holder in rows:
            getattr(holder, relation).add(*given)


def find_authors(apps, schema_editor):
    models = {label: apps.get_model(label) for label in TEXTS}
    entries = apps.get_model("admin", "LogEntry").objects.filter(action_flag=1)  # ADDITION
    rows = entries.order_by("-pk").values_list(
        "content_type__app_label", "content_type__model", "object_id", "user"
    )
    for app, name, key, user in rows.iterator():
        model = models.get(f"{app}.{name}")
        if model and key and key.isascii() and key.isdigit():
            model.objects.filter(pk=key).update(created_by=user)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0019_rights"),
        ("people", "0008_rights"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(keep_rights, migrations.RunPython.noop),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        migrations.RunPython(find_authors, migrations.RunPython.noop),
    ]
