"""Path converters of dated addresses: ``yyyy`` is a year of four digits, ``dd`` a month or a day of two.

The values stay texts; the views convert them, so that an impossible date is a 404 of the view.
"""

from django.urls import register_converter


class Digits:
    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FourDigits(Digits):
    regex = r"[0-9]{4}"


class TwoDigits(Digits):
    regex = r"[0-9]{2}"


register_converter(FourDigits, "yyyy")
register_converter(TwoDigits, "dd")
