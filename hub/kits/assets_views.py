"""Pictures for pages and for networks' preview crawlers: public, without cookies, kept for good."""

from __future__ import annotations

import re

from flask import Blueprint, Response, send_file
from flask.blueprints import BlueprintSetupState

from hub.core import config
from hub.core.errors import NotFound
from hub.kits.assets import Size, asset_url, path

blueprint = Blueprint("assets", __name__)
_NAME = re.compile(r"[0-9a-f]{32}")


@blueprint.record_once
def _install(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["asset_url"] = asset_url


@blueprint.get("/assets/<name>-<size>.jpg")
def show(name: str, size: str) -> Response:
    """One file. Only well-formed names reach the disk."""
    if not _NAME.fullmatch(name) or size not in set(Size):
        raise NotFound()
    file = path(config.current().data_dir / "assets", name, Size(size))
    if not file.is_file():
        raise NotFound()
    response = send_file(file, mimetype="image/jpeg", max_age=31_536_000, etag=name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
