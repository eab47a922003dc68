"""Every blueprint and who may pass its door. A blueprint that is not here is not served."""

from __future__ import annotations

from flask import Blueprint

from hub.accounts.access import Guard, having, public, signed_in, signed_in_except
from hub.accounts.rules import Role
from hub.accounts.views import blueprint as accounts
from hub.admin.views import blueprint as admin
from hub.ambassadors.views import blueprint as ambassadors
from hub.api.access import with_token
from hub.api.admin_views import blueprint as api_tokens
from hub.api.views import blueprint as api
from hub.campaigns.views import blueprint as campaigns
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
from hub.reach.official import blueprint as official
from hub.reach.views import blueprint as reach
from hub.recruitment.hooks import blueprint as hooks
from hub.recruitment.import_views import blueprint as recruitment_import
from hub.recruitment.settings_views import blueprint as recruitment_settings
from hub.recruitment.views import blueprint as recruitment
from hub.results.views import blueprint as results
from hub.results.wall_views import public_wall
from hub.sharing.views import blueprint as sharing
from hub.sources.costs import blueprint as sources

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
    (public_wall, public),
    (campaigns, signed_in),
    (pilots, signed_in),
    (reach, signed_in),
    (official, having(Role.EDITOR, Role.APPROVER)),
    (desk, having(Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER)),
    (sources, having(Role.EDITOR, Role.APPROVER, Role.HR)),
    (recruitment, having(Role.HR)),
    (recruitment_import, having(Role.HR)),
    (recruitment_settings, having(Role.HR, Role.ADMIN)),
    (hooks, public),
    (admin, having(Role.ADMIN)),
    (api_tokens, having(Role.ADMIN)),
    (api, with_token),
)
