"""The inline rows of the aliases of a topic or a place."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ipacis.core.admin import OrderedFormSet
from ipacis.core.text.fold import fold


class AliasFormSet(OrderedFormSet):
    """The aliases of one row. Two aliases with the same word, regardless of letter case, are an error."""

    def clean(self):
        super().clean()
        words = [form.cleaned_data.get("name") or "" for form in self.rows()]
        counts = Counter(map(fold, words))
        if twice := [word for word in words if word and counts[fold(word)] > 1]:
            raise ValidationError(_("“%(word)s” is in the list twice.") % {"word": twice[0]})
