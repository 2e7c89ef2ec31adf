"""Accounts are made by an administrator; nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.decorators import secure_admin_login
from allauth.account.views import LoginView
from django.views.decorators.csrf import ensure_csrf_cookie


class StaffAccounts(DefaultAccountAdapter):
    """allauth's adapter with the sign-up closed."""

    def is_open_for_signup(self, request):
        return False


def desk_login(admin_login):
    """Return the login view of the admin: allauth's, with its limits and second factor.

    What posts ``username``, as Django's own form does (password managers, monitoring), is let in by the same way.
    """
    login = LoginView.as_view()
    elsewhere = ensure_csrf_cookie(secure_admin_login(admin_login))

    def view(request, *args, **kwargs):
        if request.method == "POST" and "username" in request.POST:
            request.POST = request.POST.copy()
            request.POST["login"] = request.POST["username"]
            return login(request)
        return elsewhere(request, *args, **kwargs)

    return view
