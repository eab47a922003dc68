"""The door for recruitment systems. It is public and without a form token: a signature says who comes."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask_babel import force_locale

from hub.core import config, db
from hub.core.errors import HubError, Invalid
from hub.recruitment import webhooks

blueprint = Blueprint("hooks", __name__)


@blueprint.record_once
def _without_form_token(state: BlueprintSetupState) -> None:
    # A program has no session whose token it could send, and no cookie is looked at here.
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.post("/hooks/applications")
def applications_submit() -> tuple[Response, int]:
    """Take in the counts of one job. Answers 200, or 401, 409, 413, 422 with what is wrong."""
    body = request.stream.read(webhooks.MOST_BYTES + 1)
    if len(body) > webhooks.MOST_BYTES:
        abort(413)
    timestamp = request.headers.get("Hub-Timestamp", "")
    signed = request.headers.get("Hub-Signature", "")
    try:
        taken = webhooks.take(db.session(), config.current().secret_key, timestamp, signed, body)
    except HubError as refusal:
        with force_locale("en"):
            said = {"error": str(refusal.reason)}
        if not isinstance(refusal, Invalid):
            return jsonify(said), refusal.status
        return jsonify({**said, "field": refusal.field}), 422
    db.commit()
    return jsonify(recorded=taken.recorded, older=taken.older), 200
