"""One query of several."""


def union(first, *others):
    """Return what any of these querysets finds, each row once, in no order.

    Without the last step Django 6.1 orders a union by the Meta of its model, whose columns it may not select.
    """
    return first.union(*others).order_by()
