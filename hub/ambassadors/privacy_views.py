"""/privacy: open to everybody, signed in or not, because it is what people read before they say yes."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.ambassadors import privacy, privacy_facts, privacy_remains
from hub.core import config, db, i18n


def show_privacy() -> ResponseReturnValue:
    """What an employer can and cannot see, with the values in force."""
    facts = privacy_facts.gather(db.session(), config.current())
    return render_template(
        "ambassadors/privacy.html",
        facts=facts,
        audiences=privacy.audiences(facts),
        stored=privacy.stored(),
        in_browser=privacy.in_browser(),
        never_stored=privacy.never_stored(),
        keeping=privacy.keeping(facts),
        remaining=privacy_remains.remaining(facts),
        law=privacy_remains.law(),
        in_force=privacy.in_force(facts),
        exact_percent=i18n.exact_percent,
        time_of_day=privacy.time_of_day,
    )
