"""The tracker of open government commitments: CSV tables in git, checked, built into SQLite and served.

One verb is one module: ``check`` (is the data right?), ``build`` (CSV to SQLite), ``web`` (the Datasette
plugin that serves it). They stand on ``package`` and ``tables`` and never import each other; ``cli`` is on
top.
"""

__version__ = "1.3.0"
