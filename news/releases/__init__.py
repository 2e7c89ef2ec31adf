"""From the plain text of a release to a draft: title, date, text, and the meetings and people that it tells."""

from .drafting import Draft, import_release
from .text import ReleaseError, ReleaseText

__all__ = ["import_release", "Draft", "ReleaseText", "ReleaseError"]
