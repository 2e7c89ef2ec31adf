"""Accounts with the roles that a migration makes."""

from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client


def make_roles():
    """Make the roles as the migration does, because tests with real transactions empty the tables."""
    import_module("news.migrations.0020_roles").make_roles(apps, None)


def account(role=None, name=None, **fields):
    """Return a new account of the desk with *role*, such as "Author"."""
    make_roles()
    user = User.objects.create_user(name or (role or "nobody").lower(), is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name=role))
    return user


def client_of(user):
    client = Client()
    client.force_login(user)
    return client
