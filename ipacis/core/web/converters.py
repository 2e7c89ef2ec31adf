"""Parts of the archive's addresses: a year of four digits, a month or a day of two."""

from django.urls import register_converter


class Digits:
    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class FourDigits(Digits):
    regex = r"[0-9]{4}"


class TwoDigits(Digits):
    regex = r"[0-9]{2}"


register_converter(FourDigits, "yyyy")
register_converter(TwoDigits, "dd")
