"""Where applications come from."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class Source(StrEnum):
    """Who led the applicant to the job. The first five are also sources of tracking links."""

    EMPLOYEES = "employees"
    OFFICIAL = "official"
    PAID = "paid"
    NEWSLETTER = "newsletter"
    INTRANET = "intranet"
    OTHER = "other"


SOURCE_LABELS: dict[Source, LazyString] = {
    Source.EMPLOYEES: _l("Colleagues' posts"),
    Source.OFFICIAL: _l("Our own pages"),
    Source.PAID: _l("Paid advertisements"),
    Source.NEWSLETTER: _l("Newsletters"),
    Source.INTRANET: _l("The intranet"),
    Source.OTHER: _l("Elsewhere, or unknown"),
}

MOST_APPLICATIONS = 100_000
