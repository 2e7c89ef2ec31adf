"""The pages of an admin: their routes and addresses."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path, reverse


def page_route(admin: ModelAdmin, pattern: str, view: Callable, name: str) -> URLPattern:
    """Return the route of the page *name* of *admin*, such as "preview", which only accounts of the desk can open."""
    full_name = f"{admin.opts.app_label}_{admin.opts.model_name}_{name}"
    return path(pattern, admin.admin_site.admin_view(view), name=full_name)


def page_address(admin: ModelAdmin, name: str, *arguments: Any) -> str:
    """Return the address of the page *name* of *admin*, such as "change" with the primary key as its argument."""
    full_name = f"admin:{admin.opts.app_label}_{admin.opts.model_name}_{name}"
    return reverse(full_name, args=arguments, current_app=admin.admin_site.name)
