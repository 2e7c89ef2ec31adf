"""The demonstration content: real meetings of 2014–2024 in both languages, with texts written for this site.

Each JSON file of this folder is a list of rows, in the order in which they are loaded (``content`` reads them). In
other languages of the site it falls back to these two.
"""

from .loader import Loader, is_foreign

__all__ = ["Loader", "is_foreign"]
