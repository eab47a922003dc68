"""The end of the main job: what was shared and followed comes back as a released figure, the same for everybody.

This file runs last in the demonstration, because it freezes a week that has not ended.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, expect

from hub.core import clock
from tests.e2e.browsers import person
from tests.e2e.hub_process import ROOT, Hub

pytestmark = pytest.mark.browser


def figures(hub: Hub, browser: Browser, persona: str, locale: str = "da") -> str:
    with person(browser, hub, persona, locale) as tab:
        tab.goto(f"{hub.url}/results", wait_until="networkidle")
        return tab.locator("main").inner_html()


def test_every_role_sees_the_same_figures(hub: Hub, browser: Browser) -> None:
    seen = {figures(hub, browser, persona) for persona in ("employee", "editor", "hr", "admin", "pilot")}
    assert len(seen) == 1
    page = seen.pop()
    assert "<svg" in page
    assert "<table" in page
    assert "Målt" in page


def test_freezing_the_running_week_adds_to_the_figures_and_freezing_again_changes_nothing(
    hub: Hub, browser: Browser
) -> None:
    before = figures(hub, browser, "employee")
    today = clock.local_today()
    monday = today + dt.timedelta(days=7 - today.weekday())
    release(hub, f"{monday.isoformat()}T07:00:00+01:00")
    after = figures(hub, browser, "employee")
    assert after != before
    release(hub, f"{monday.isoformat()}T08:00:00+01:00")
    assert figures(hub, browser, "employee") == after
    with person(browser, hub, "employee", "en") as tab:
        tab.goto(f"{hub.url}/results")
        expect(tab.locator("main")).to_contain_text("Measured")


def release(hub: Hub, moment: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    env |= {"HUB_DATA_DIR": str(hub.data_dir), "HUB_DEMO": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "hub.cli", "release", "--as-of", moment]
    done = subprocess.run(command, cwd=hub.data_dir, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
