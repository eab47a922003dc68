"""Loads every room's tables, for migrations, and for anything else that needs the whole schema."""

from __future__ import annotations


def load_all() -> None:
    """Import every module that declares a table."""
    import hub.accounts.models
    import hub.ambassadors.models
    import hub.api.models
    import hub.campaigns.models
    import hub.core.audit
    import hub.core.demo
    import hub.core.drafts
    import hub.core.promise
    import hub.guidelines.models
    import hub.kits.models
    import hub.links.models
    import hub.metrics.models
    import hub.pilots.models
    import hub.reach.models
    import hub.recruitment.models
    import hub.results.models
    import hub.sources.models  # noqa: F401
