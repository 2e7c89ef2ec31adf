"""The cache that all processes share, in a table of the database."""

from django.core.cache.backends.db import DatabaseCache


class SharedCache(DatabaseCache):
    """Django's database cache, which raises django.db.DatabaseError if it cannot write.

    Django's own class ignores the error, and so failed sign-ins would not be counted. Redis raises one as well.
    """

    def _base_set(self, *args, **kwargs):
        done = super()._base_set(*args, **kwargs)
        if not done:
            # ``add`` writes nothing if the key exists. A deletion that finds nothing tells the two cases apart.
            self._base_delete_many(["a key that is never set"])
        return done
