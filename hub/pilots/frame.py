"""The blueprint that every page of pilots joins."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("pilots", __name__)
