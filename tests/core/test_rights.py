"""Accounts and roles: rights in sentences, which become permissions, and nobody who grants more than he has."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User

from ipacis.core.accounts.rights import names_held
from ipacis.rights import RIGHTS, ROLES
from tests import factories as make
from tests.admin_pages import act, change, fields, page, save
from tests.roles import account, client_of, make_roles

pytestmark = pytest.mark.django_db

BY_KEY = {right.key: right for right in RIGHTS}


def test_every_right_stands_for_permissions_that_exist():
    held = {
        f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    }
    assert [right.key for right in RIGHTS if not right.permissions or right.permissions - held] == []


def test_every_model_of_the_desk_and_its_rows_are_in_the_rights():
    """So that no form can be opened by a superuser alone."""
    covered = set().union(*(right.permissions for right in RIGHTS))
    ours = [model for app in ("news", "people") for model in apps.get_app_config(app).get_models()]
    admins = {model for model in ours if f"{model._meta.app_label}.view_{model._meta.model_name}" in covered}
    needed = {
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        for model in admins
        for action in model._meta.default_permissions
    }
    assert needed - covered == set()


def test_the_roles_of_the_migration_have_the_rights_that_their_names_promise():
    make_roles()
    keys = {
        role.name: {right.key for right in RIGHTS if right.permissions <= names_held(role)}
        for role in Group.objects.filter(name__in=[str(name) for name in ROLES])
    }
    assert keys["Author"] == {"read", "write", "add files", "add people"}
    assert keys["Editor"] == set(BY_KEY) - {"accounts", "second factors", "audit"}
    assert keys["Administrator"] == set(BY_KEY)


def test_rights_are_chosen_as_sentences_and_become_permissions(admin_client):
    role = Group.objects.create(name="Photographers")
    shown = admin_client.get(change(role)).content.decode()
    assert "Add photos and documents" in shown and "add_photo" not in shown
    save(admin_client, change(role), rights=["add files", "change files"])
    assert names_held(role) == BY_KEY["add files"].permissions | BY_KEY["change files"].permissions
    save(admin_client, change(role), rights=["add files"])
    assert names_held(role) == BY_KEY["add files"].permissions


def test_a_permission_that_no_sentence_names_stays_and_is_told(admin_client):
    role = Group.objects.create(name="Programs")
    role.permissions.add(Permission.objects.get(codename="delete_session"))
    assert (
        "Other permissions, which stay: sessions.delete_session"
        in admin_client.get(change(role)).content.decode()
    )
    save(admin_client, change(role), rights=["merge"])
    assert names_held(role) == BY_KEY["merge"].permissions | {"sessions.delete_session"}


def test_a_save_without_a_change_of_rights_changes_no_permission(admin_client):
    role = Group.objects.create(name="Half")
    role.permissions.add(Permission.objects.get(codename="view_photo"))
    save(admin_client, change(role), name="Half a right")
    assert names_held(role) == {"news.view_photo"}


def test_the_names_of_the_first_roles_are_in_the_language_of_the_reader(admin_client):
    make_roles()
    shown = admin_client.get(page(Group, "changelist"), headers={"accept-language": "ru"}).content.decode()
    assert "Администратор" in shown and "Редактор" in shown


def test_an_account_gets_roles_and_rights(admin_client):
    make_roles()
    user = User.objects.create_user("ivan", is_staff=True)
    author = Group.objects.get(name="Author")
    save(admin_client, change(user), groups=[author.pk], rights=["withdraw"])
    assert (list(user.groups.all()), {"news.withdraw_newsitem"} <= names_held(user)) == ([author], True)


# Nobody grants more than he has


@pytest.fixture
def manager():
    """An account that manages accounts and has no other right."""
    user = User.objects.create_user("manager", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="auth", codename__regex="_(user|group)$")
    )
    return user


def test_a_manager_grants_no_right_that_he_lacks(manager):
    client = client_of(manager)
    user = User.objects.create_user("ivan", is_staff=True)
    editor = account("Editor")
    role = Group.objects.create(name="Empty")
    for holder in (user, manager):
        data = fields(client.get(change(holder)))
        crafted = {
            "is_superuser": "on", "groups": [editor.groups.get().pk], "rights": ["publish"],
            "user_permissions": [Permission.objects.get(codename="publish_newsitem").pk],
        }  # fmt: skip
        for name, value in crafted.items():
            client.post(change(holder), {**data, name: value})
    client.post(change(role), {**fields(client.get(change(role))), "rights": ["publish"]})
    client.post(change(role), {"name": "Empty", "permissions": crafted["user_permissions"]})
    for holder in (user, manager):
        holder.refresh_from_db()
        assert (holder.is_superuser, holder.has_perm("news.publish_newsitem")) == (False, False)
    assert names_held(role) == set()


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("stronger", ["superuser", "editor"])
def test_a_manager_takes_over_no_account_with_more_rights(manager, stronger, is_active):
    if stronger == "superuser":
        other = User.objects.create_superuser("root", "root@example.org", is_active=is_active)
    else:
        other = account("Editor", is_active=is_active)
    client = client_of(manager)
    data = {"username": "taken", "email": "taken@example.org", "is_staff": "on", "is_active": "on"}
    statuses = [
        client.post(change(other), data).status_code,
        client.post(f"/admin/auth/user/{other.pk}/password/", dict.fromkeys(["password1", "password2"], "x-9-long-word")).status_code,
        client.post(page(other, "delete", other.pk), {"post": "yes"}).status_code,
    ]  # fmt: skip
    act(client, User, "delete_selected", [other], post="yes")
    assert statuses == [403, 403, 403]
    former = other.username
    other.refresh_from_db()
    assert (other.username, other.is_active) == (former, is_active)


def test_a_manager_changes_no_role_with_more_rights(manager):
    make_roles()
    role = Group.objects.get(name="Editor")
    client = client_of(manager)
    assert client.post(change(role), {"name": "Taken", "rights": []}).status_code == 403
    assert client.post(page(role, "delete", role.pk), {"post": "yes"}).status_code == 403
    assert names_held(role) >= BY_KEY["publish"].permissions


def test_an_administrator_who_is_no_superuser_manages_the_accounts_of_editors():
    client = client_of(account("Administrator"))
    editor = account("Editor")
    save(client, change(editor), first_name="Olga")
    editor.refresh_from_db()
    assert (editor.first_name, editor.groups.get().name) == ("Olga", "Editor")
    assert "is_superuser" not in client.get(change(editor)).content.decode()


def test_merging_needs_its_own_right():
    topics = [make.topic("Law"), make.topic("Laws")]
    user = User.objects.create_user("ivan", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_topic", "delete_topic"]))
    act(client_of(user), type(topics[0]), "merge", topics, confirmed="yes", keep=topics[0].pk)
    assert type(topics[0]).objects.count() == 2
