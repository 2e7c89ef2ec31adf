"""Validators of the identifiers that other registers give."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

wikidata_id = RegexValidator(r"^Q[1-9]\d*$", _("A Wikidata id is a Q and a number, like Q42."))
