"""Every blueprint and who may pass its door. A blueprint that is not here is not served."""

from __future__ import annotations

from flask import Blueprint

from hub.accounts.access import Guard, having, public, signed_in, signed_in_except
from hub.accounts.rules import Role
from hub.accounts.views import blueprint as accounts
from hub.admin.views import blueprint as admin
from hub.ambassadors.views import blueprint as ambassadors
from hub.core.health import blueprint as health
from hub.guidelines.public import blueprint as public_pages
from hub.guidelines.views import blueprint as guidelines
from hub.intranet.views import blueprint as intranet
from hub.kits.assets_views import blueprint as assets
from hub.kits.desk import blueprint as desk
from hub.kits.views import blueprint as kits
from hub.links.views import blueprint as links
from hub.metrics.views import blueprint as metrics
from hub.pilots.views import blueprint as pilots
from hub.recruitment.views import blueprint as recruitment
from hub.results.views import blueprint as results
from hub.sharing.views import blueprint as sharing

DOORS: tuple[tuple[Blueprint, Guard], ...] = (
    (health, public),
    (accounts, public),
    (links, public),
    (assets, public),
    (intranet, public),
    (public_pages, public),
    (kits, signed_in),
    (sharing, signed_in),
    (ambassadors, signed_in_except("ambassadors.privacy")),
    (guidelines, signed_in),
    (metrics, public),
    (results, signed_in),
    (pilots, signed_in),
    (desk, having(Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER)),
    (recruitment, having(Role.HR)),
    (admin, having(Role.ADMIN)),
)
