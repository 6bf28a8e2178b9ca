"""Pictures of the record: SVG drawn on the server, of plain values, with a table beside each.

Every word, number and date in them comes from the caller. What lies across is given in percent of the width,
so that a picture fills its place; what stands upright is given in CSS pixels, so that its words have the same
size on a phone and on a desk. What fits is reckoned for a screen of 320 pixels, and so fits on every other.
"""

from opengov.web.pictures.bars import Bar, Segment, stacked_bars
from opengov.web.pictures.columns import Voice, columns
from opengov.web.pictures.frame import About, Grid, Kind, Label
from opengov.web.pictures.land import land_svg
from opengov.web.pictures.timeline import AsOf, Lane, Mark, Span, timeline
from opengov.web.pictures.world import Place, world_map

__all__ = [
    "About",
    "AsOf",
    "Bar",
    "Grid",
    "Kind",
    "Label",
    "Lane",
    "Mark",
    "Place",
    "Segment",
    "Span",
    "Voice",
    "columns",
    "land_svg",
    "stacked_bars",
    "timeline",
    "world_map",
]
