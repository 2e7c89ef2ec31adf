"""Base classes of the admins of all apps: history, edit lock, translated fields, autocompletes, publication."""

from .base import PINNED, HouseAdmin
from .choices import HouseStackedInline, HouseTabularInline
from .dates import SPAN
from .forms import HouseForm
from .languages import both
from .merging import MergeAdmin
from .ordering import OrderedFormSet
from .part_forms import PartForm
from .publication import PublicationAdmin, PublicationForm

__all__ = [
    "HouseAdmin",
    "HouseForm",
    "HouseStackedInline",
    "HouseTabularInline",
    "MergeAdmin",
    "OrderedFormSet",
    "PartForm",
    "PublicationAdmin",
    "PublicationForm",
    "PINNED",
    "SPAN",
    "both",
]
