"""The only door to figures. Everything that leaves here is a `DisclosedTable`, and the same for every reader.

What is shown depends on the newest release and not on the day, so that figures change at a freeze and at no
other time. Labels are in the reader's language.
"""

from __future__ import annotations

from hub.metrics.reports.jobs import clicks_by_source_of_job
from hub.metrics.reports.kits import KitFigures, kit_figures
from hub.metrics.reports.organisation import Merged, Results, Sidebar, UnitQuarter, results, sidebar
from hub.metrics.reports.parts import blocked_cells, next_release
from hub.metrics.reports.pilots import pilot_figures

__all__ = [
    "KitFigures",
    "Merged",
    "Results",
    "Sidebar",
    "UnitQuarter",
    "blocked_cells",
    "clicks_by_source_of_job",
    "kit_figures",
    "next_release",
    "pilot_figures",
    "results",
    "sidebar",
]
