"""The engine that finds people by name, however it is written: ``search`` by a name, ``mentions`` in a text.

It does not know the model Person, which needs the ``index`` to be kept: whoever asks passes the queryset of the
people. ``people.search`` asks it about the people of this site.
"""
