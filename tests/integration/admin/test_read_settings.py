from __future__ import annotations

from flask.testing import FlaskClient

from hub.admin.queries import _shown


def test_settings_are_shown_without_secrets(admin: FlaskClient) -> None:
    page = admin.get("/admin/settings").text
    assert "HUB_BASE_URL" in page
    assert "long enough to be one" not in page


def test_a_password_in_an_address_is_blacked_out() -> None:
    assert "geheim" not in _shown("smtp_url", "smtp://user:geheim@mail:587")
    assert "user" in _shown("smtp_url", "smtp://user:geheim@mail:587")
    assert "geheim" not in _shown("redis_url", "redis://:geheim@redis:6379/0")
