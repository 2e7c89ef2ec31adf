"""The links of many-to-many relations. Django stores them without ``save`` and reports them with ``m2m_changed``."""

import itertools
from collections.abc import Callable, Iterable, Iterator

from django.db import models

from .policy import FieldPolicy, policies


def link_models(
    owners: Iterable[type[models.Model]], is_wanted: Callable[[FieldPolicy], bool]
) -> Iterator[type[models.Model]]:
    """Yield the link models of those many-to-many relations of the models *owners* whose policy *is_wanted*."""
    for owner in owners:
        for name, policy in policies(owner).items():
            field = owner._meta.get_field(name)
            if field.many_to_many and is_wanted(policy):
                yield field.remote_field.through


def owners_of_links(
    sender: type[models.Model],
    instance: models.Model,
    reverse: bool,
    pk_set: set | None,
    model: type[models.Model],
    **kwargs,
) -> Iterable[models.Model]:
    """Return the rows of the model that declares a relation whose links change, with the arguments of ``m2m_changed``.

    There are none if no link changes, and after all links of a row of the other model were deleted ("post_clear").
    """
    if pk_set is not None and not pk_set:
        return []
    if not reverse:
        return [instance]
    if pk_set is None:
        links = sender._base_manager.filter(**{links_to(sender, type(instance)): instance})
        pk_set = links.values(links_to(sender, model))
    return model._base_manager.filter(pk__in=pk_set)


def paths_to(model: type[models.Model], paths: Iterable[str], target: type[models.Model]) -> list[str]:
    """Return those lookups from rows of *model*, among *paths* and their beginnings, that lead to the model *target*."""
    found = set()
    for path in paths:
        here = model
        for lookup in itertools.accumulate(path.split("__"), "{}__{}".format):
            here = here._meta.get_field(lookup.rpartition("__")[2]).related_model
            if here is target:
                found.add(lookup)
    return sorted(found)


def links_to(through: type[models.Model], model: type[models.Model]) -> str:
    """Return the name of the foreign key of the link model *through* that leads to *model*."""
    return next(field.name for field in through._meta.local_fields if field.related_model is model)
