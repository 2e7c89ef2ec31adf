"""The shared cache in a table of the database."""

from django.core.cache.backends.db import DatabaseCache


class SharedCache(DatabaseCache):
    """Django's, but it tells when nothing can be written, as Redis does.

    Django's keeps silent, and attempts to sign in would not be counted. Raises django.db.DatabaseError.
    """

    def _base_set(self, *args, **kwargs):
        done = super()._base_set(*args, **kwargs)
        if not done:
            # Nothing was written, perhaps because the key is there: only a write shows whether one is possible.
            self._base_delete_many(["a key that is never set"])
        return done
