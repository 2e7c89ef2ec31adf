"""The engine that finds people by name, however it is written: ``search`` by a name, ``mentions`` in a text.

It does not import the model Person, which imports ``index`` to keep the index up to date. Callers therefore pass a
queryset of people; ``people.search`` passes the people of this site.
"""
