"""Path converters of dated addresses: ``yyyy`` is a year of four digits, ``dd`` a month or a day of two.

The values stay strings. The views convert them and answer 404 to an impossible date.
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
