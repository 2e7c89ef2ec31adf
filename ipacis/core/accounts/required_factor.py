"""The requirement that whoever publishes or manages accounts has a second factor (REQUIRE_SECOND_FACTOR)."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

#: The actions of permissions with which an account changes what readers see, or the rights of others.
SENSITIVE = ("publish_", "withdraw_", "merge_")
#: The permissions to manage accounts.
MANAGING = {"auth.change_user", "auth.add_user", "auth.change_group"}


def needs_second_factor(user: AbstractUser) -> bool:
    """Say whether *user* may publish, withdraw, merge or manage accounts."""
    rights = user.get_all_permissions()
    return bool(MANAGING & rights) or any(name.split(".", 1)[1].startswith(SENSITIVE) for name in rights)


class RequiredSecondFactor:
    """Middleware that leads accounts without the second factor that they need from the desk to its set-up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_SECOND_FACTOR and request.path.startswith(reverse("admin:index")):
            user = request.user
            kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
            if (
                user.is_authenticated
                and needs_second_factor(user)
                and not Authenticator.objects.filter(user=user, type__in=kinds).exists()
            ):
                messages.warning(
                    request,
                    _(
                        "You may publish or manage accounts, so your account needs a second factor: set it up first."
                    ),
                )
                return redirect("mfa_activate_totp")
        return self.get_response(request)
