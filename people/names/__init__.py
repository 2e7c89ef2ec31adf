"""The engine that finds people by name, in any spelling: ``search`` finds them by a name, ``mentions`` in a text.

It does not import the model Person, which imports ``index`` to keep the index up to date. Callers therefore pass a
queryset of people; ``people.search`` passes the people of this site.
"""
