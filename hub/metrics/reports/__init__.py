"""The only door to figures. Everything that leaves here is a `DisclosedTable`, and the same for every reader.

What is shown depends on the newest release and not on the day, so that figures change at a freeze and at no
other time. Labels are in the reader's language.
"""

from __future__ import annotations

from hub.metrics.reports.campaigns import (
    Campaigned,
    CampaignFigures,
    Verdict,
    campaign_figures,
    every_campaigns_figures,
)
from hub.metrics.reports.jobs import (
    Funnel,
    Recruited,
    clicks_by_source_of_job,
    concealed,
    funnels_of,
    job_funnel,
    told_of,
)
from hub.metrics.reports.kits import KitFigures, KitWeeks, every_kits_weeks, kit_figures
from hub.metrics.reports.letters import MonthFigures, month_figures, months_made_up
from hub.metrics.reports.organisation import Merged, Results, Sidebar, UnitQuarter, results, sidebar
from hub.metrics.reports.parts import blocked_cells, mark, next_release
from hub.metrics.reports.pilots import CheckIns, Evidence, Spread, pilot_evidence, pilot_figures, pilot_spread
from hub.metrics.reports.reach import Reach, reach_figures
from hub.metrics.reports.sources import (
    Comparison,
    Recruits,
    Scope,
    compare_quarter,
    compare_scope,
)
from hub.metrics.reports.sources import quarters as compared_quarters
from hub.metrics.reports.trends import NetworkTrend, QuarterFigures, network_trend, quarter_figures
from hub.metrics.trend_queries import Mark

__all__ = [
    "CampaignFigures",
    "Campaigned",
    "CheckIns",
    "Comparison",
    "Evidence",
    "Funnel",
    "KitFigures",
    "KitWeeks",
    "Mark",
    "Merged",
    "MonthFigures",
    "NetworkTrend",
    "QuarterFigures",
    "Reach",
    "Recruited",
    "Recruits",
    "Results",
    "Scope",
    "Sidebar",
    "Spread",
    "UnitQuarter",
    "Verdict",
    "blocked_cells",
    "campaign_figures",
    "clicks_by_source_of_job",
    "compare_quarter",
    "compare_scope",
    "compared_quarters",
    "concealed",
    "every_campaigns_figures",
    "every_kits_weeks",
    "funnels_of",
    "job_funnel",
    "kit_figures",
    "mark",
    "month_figures",
    "months_made_up",
    "network_trend",
    "next_release",
    "pilot_evidence",
    "pilot_figures",
    "pilot_spread",
    "quarter_figures",
    "reach_figures",
    "results",
    "sidebar",
    "told_of",
]
