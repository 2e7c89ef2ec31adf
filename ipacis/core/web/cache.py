"""The cache in a table of the database, which all processes share."""

from django.core.cache.backends.db import DatabaseCache


class SharedCache(DatabaseCache):
    """Django's database cache, which raises django.db.DatabaseError if it cannot write.

    Django's own class ignores the error, so failed sign-ins would not be counted. The cache in Redis raises one, too.
    """

    def _base_set(self, *args, **kwargs):
        done = super()._base_set(*args, **kwargs)
        if not done:
            # Django returns False if the database failed, and also if ``add`` found the key. The deletion of a key
            # that does not exist raises the error in the first case and does nothing in the second.
            self._base_delete_many(["a key that is never set"])
        return done
