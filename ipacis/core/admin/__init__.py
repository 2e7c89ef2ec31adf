"""What the admin of every app stands on: history, edit lock, all languages, autocompletes, publication."""

from .base import HouseAdmin
from .choices import HouseStackedInline, HouseTabularInline
from .history import HouseForm
from .languages import both
from .merging import MergeAdmin
from .ordering import OrderedFormSet, PartForm
from .publication import PUBLICATION, PublicationAdmin, PublicationForm

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
    "PUBLICATION",
    "both",
]
