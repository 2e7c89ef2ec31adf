"""``manage.py encrypt_second_factors``: encrypt the stored secrets with the present SECRET_KEY."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ipacis.core.accounts.second_factors import SecondFactors, UnreadableSecret


class Command(BaseCommand):
    help = (
        "Encrypts the secrets of all second factors with SECRET_KEY: unencrypted ones, and those encrypted with a "
        "key of SECRET_KEY_FALLBACKS, which is not needed for them afterwards."
    )

    def handle(self, *args, **options):
        adapter = SecondFactors()
        factors = Authenticator.objects.filter(
            type__in=[Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
        )
        unreadable = []
        done = 0
        for pk in factors.values_list("pk", flat=True):
            with transaction.atomic():
                factor = factors.select_for_update().select_related(None).get(pk=pk)
                try:
                    for name in ("secret", "seed"):
                        if name in factor.data:
                            factor.data[name] = adapter.encrypt(adapter.decrypt(factor.data[name]))
                except UnreadableSecret:
                    unreadable.append(factor)
                    continue
                factor.save(update_fields=["data"])
                done += 1
        self.stdout.write(f"{done} encrypted with SECRET_KEY.")
        if unreadable:
            names = ", ".join(f"{factor.get_type_display()} of {factor.user}" for factor in unreadable)
            raise CommandError(
                f"Not readable: {names}. Add the former SECRET_KEY to SECRET_KEY_FALLBACKS and run this again, or "
                "delete them in the admin."
            )
