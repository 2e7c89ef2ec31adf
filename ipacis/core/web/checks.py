"""System checks of the environment variables, of LANGUAGES and of the field policies."""

import os
import re
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from ipacis.core.record.base import Record
from ipacis.core.record.policy import check_policies


@register(Tags.security, deploy=True)
def check_site_url(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that SITE_URL has https and that its host is one of ALLOWED_HOSTS."""
    site = urlsplit(settings.SITE_URL)
    problems = []
    if site.scheme != "https":
        problems.append(
            Warning(
                "SITE_URL is not an https address.",
                hint="Set SITE_URL=https://… : secure cookies, HSTS and the redirect to https follow from it.",
                id="ipacis.W001",
            )
        )
    if site.hostname not in settings.ALLOWED_HOSTS:
        problems.append(
            Error(
                f"The host of SITE_URL ({site.hostname}) is not among ALLOWED_HOSTS.",
                hint="Add it to ALLOWED_HOSTS, or leave ALLOWED_HOSTS unset: it is taken from SITE_URL.",
                id="ipacis.E001",
            )
        )
    return problems


@register(deploy=True)
def check_contact(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that readers have an address to which they can write."""
    if settings.CONTACT_EMAIL:
        return []
    return [
        Warning(
            "CONTACT_EMAIL is not set, so readers find no e-mail address on the site.",
            hint="Set CONTACT_EMAIL=press@example.org, an address that somebody reads.",
            id="ipacis.W002",
        )
    ]


@register(Tags.security, deploy=True)
def check_var_dir(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that other users of the machine cannot read the database, the uploads and the secret key."""
    if os.name != "posix" or not settings.VAR_DIR.stat().st_mode & 0o007:
        return []
    return [
        Warning(
            f"All users of this machine can read {settings.VAR_DIR}, the folder of VAR_DIR.",
            hint=f"chmod 700 {settings.VAR_DIR}, or 750 if a proxy in its group serves static files from it.",
            id="ipacis.W010",
        )
    ]


@register(Tags.security)
def check_allowed_hosts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that ALLOWED_HOSTS has no wildcard, with which a forged Host header would be accepted."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS accepts every host.",
            hint="Name the hosts exactly: ALLOWED_HOSTS=www.example.org,example.org",
            id="ipacis.E002",
        )
    ]


@register(Tags.translation)
def check_languages(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that LANGUAGE_CODE is the first of LANGUAGES: texts fall back to the languages in that order."""
    codes = [code for code, _name in settings.LANGUAGES]
    problems = []
    if not codes or codes[0] != settings.LANGUAGE_CODE:
        problems.append(
            Error(
                "The first of LANGUAGES is not LANGUAGE_CODE.",
                hint="Put LANGUAGE_CODE first, because missing texts fall back to other languages in that order.",
                id="ipacis.E003",
            )
        )
    problems += [
        Error(
            f"The code {code!r} of LANGUAGES is not two or three small letters.",
            hint="The names of columns and the addresses contain the code: write kk, not kk-KZ.",
            id="ipacis.E004",
        )
        for code in codes
        if not re.fullmatch("[a-z]{2,3}", code)
    ]
    return problems


@register(Tags.models)
def check_field_policies(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that every field of every Record has a policy, and that every policy has a field."""
    records = [model for model in apps.get_models() if issubclass(model, Record)]
    return check_policies(records)
