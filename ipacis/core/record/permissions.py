"""The permissions of models beyond those of Django, as ``default_permissions`` of their ``Meta``."""

#: add, change, delete, view
DJANGO = ("add", "change", "delete", "view")
#: Those of a publication. ``change_own`` is for the drafts that the editor began.
OF_PUBLICATIONS = (*DJANGO, "change_own", "publish", "withdraw")
#: Those of a model whose rows can be merged.
OF_MERGED = (*DJANGO, "merge")
