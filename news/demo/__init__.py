"""The demonstration content: real meetings of 2014–2024 in both languages, with texts written for this site.

Each JSON file in this folder is a list of rows in the order in which they are loaded. The content has no texts in other
languages, for which the site shows one of these two.
"""

from .loader import Loader, is_foreign

__all__ = ["Loader", "is_foreign"]
