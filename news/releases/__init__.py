"""Import of a release from plain text: a draft with title, date and text, and its meetings and participants."""

from .drafting import Draft, import_release
from .text import ReleaseError, ReleaseText

__all__ = ["import_release", "Draft", "ReleaseText", "ReleaseError"]
