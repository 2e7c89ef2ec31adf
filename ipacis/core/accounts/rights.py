"""Rights of accounts and roles, in sentences. A Right stands for several permissions of Django.

The project names its rights in the setting ``RIGHTS``, the path of a sequence of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AbstractUser, AnonymousUser, Group, Permission
from django.db.models import Q, QuerySet
from django.db.models.options import Options
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Right:
    """A right in one sentence, and the ``permissions`` that it grants, such as "news.add_meeting"."""

    key: str
    sentence: Promise
    permissions: frozenset[str]


def all_rights() -> Sequence[Right]:
    """Return the rights of the project."""
    return import_string(settings.RIGHTS)


def holds(user: AbstractUser | AnonymousUser, action: str, options: Options) -> bool:
    """Say whether *user* has the permission for *action*, such as "publish", on all rows of the model with *options*."""
    return user.has_perm(f"{options.app_label}.{get_permission_codename(action, options)}")


def names_of(permissions: QuerySet) -> set[str]:
    """Return the names of *permissions*, such as "news.add_meeting"."""
    rows = permissions.order_by().values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


def rows_of(names: Iterable[str]) -> QuerySet:
    """Return the permissions with *names*, such as "news.add_meeting"."""
    found = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".", 1)
        found |= Q(content_type__app_label=app, codename=codename)
    return Permission.objects.filter(found)


def names_held(holder: AbstractUser | Group) -> set[str]:
    """Return the names of the permissions of *holder*, an account, active or not, or a role."""
    if isinstance(holder, Group):
        return names_of(holder.permissions)
    if not holder.pk:
        return set()
    return names_of(Permission.objects.filter(Q(user=holder) | Q(group__user=holder)))


def may_manage(editor: AbstractUser, holder: AbstractUser | Group) -> bool:
    """Say whether *editor* may change *holder*, an account or a role: nobody manages somebody with more rights."""
    if editor.is_superuser:
        return True
    return not getattr(holder, "is_superuser", False) and names_held(holder) <= editor.get_all_permissions()
