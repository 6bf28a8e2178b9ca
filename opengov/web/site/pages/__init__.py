"""What each kind of page shows: one module a kind, each with a function that makes its ``Page``.

A page function is given an ``Asked`` and returns a ``Page``, a ``Moved``, or None where there is no such
thing.
"""
