from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.admin.queries import _shown
from hub.metrics.models import BlockedCell


def test_settings_are_shown_without_secrets(admin: FlaskClient) -> None:
    page = admin.get("/admin/settings").text
    assert "HUB_BASE_URL" in page
    assert "long enough to be one" not in page


def test_a_password_in_an_address_is_blacked_out() -> None:
    assert "geheim" not in _shown("smtp_url", "smtp://user:geheim@mail:587")
    assert "user" in _shown("smtp_url", "smtp://user:geheim@mail:587")
    assert "geheim" not in _shown("redis_url", "redis://:geheim@redis:6379/0")


def test_a_figure_that_is_held_back_is_named_with_the_reason_and_without_its_count(
    admin: FlaskClient, session: Session
) -> None:
    assert "Somebody has changed the store of counts" not in admin.get("/admin/settings?lang=en").text
    session.add(BlockedCell(family="kit_week", key="7", window="2026-W47", reason="too_low"))
    session.add(BlockedCell(family="unit_quarter", key="3", window="2026-Q3", reason="too_high"))
    session.commit()
    page = admin.get("/admin/settings?lang=en").text
    assert "Kit per week, Week 47, 2026 (far below nought)" in page
    assert "Unit per quarter, Quarter 3, 2026 (far more than the employees could do)" in page
    assert "Delepakke pr. uge, uge 47, 2026 (langt under nul)" in admin.get("/admin/settings?lang=da").text
