"""Everything that is named exists, and everything that exists is reached."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from flask import Flask

from hub.accounts import access
from hub.core import config
from hub.core.queue import JobName
from hub.doors import DOORS
from hub.ops import docs
from tests.architecture.messages import danish, used
from worker import tick

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("job", list(JobName))
def test_every_job_name_is_a_function(job: JobName) -> None:
    module, _dot, function = job.value.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


def test_every_job_is_asked_for_by_somebody() -> None:
    code = "".join(file.read_text() for file in [*(ROOT / "hub").rglob("*.py"), *(ROOT / "worker").rglob("*.py")])
    scheduled = {due.job for due in tick.SCHEDULE}
    assert [job for job in JobName if job not in scheduled and f"JobName.{job.name}" not in code] == []


def test_every_blueprint_has_a_guard(app: Flask) -> None:
    guarded = {blueprint.name for blueprint, guard in DOORS if callable(guard)}
    assert set(app.blueprints) == guarded
    for name, blueprint in app.blueprints.items():
        assert blueprint.before_request_funcs.get(None), f"{name} has no guard in hub/doors.py"


def test_what_is_public_is_public_on_purpose() -> None:
    public = {blueprint.name for blueprint, guard in DOORS if guard is access.public}
    # "hooks": a recruitment system has no session; each delivery is signed, of these minutes, and taken once.
    # "wall": a television has nobody who signs in; its address holds a secret that can be taken away.
    assert public == {"health", "accounts", "links", "assets", "intranet", "metrics", "public_pages", "hooks", "wall"}


def test_every_template_is_used() -> None:
    texts = [
        file.read_text()
        for folder in ("hub", "templates")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".py", ".html"}
    ]
    together = "\n".join(texts)
    unused = []
    for file in (ROOT / "templates").rglob("*.html"):
        name = str(file.relative_to(ROOT / "templates"))
        if name.startswith(("errors/", "email/")):
            continue
        if not re.search(rf'["\']{re.escape(name)}["\']', together):
            unused.append(name)
    assert not unused


def test_no_template_holds_inline_script_style_or_handlers() -> None:
    wrong = []
    for file in (ROOT / "templates").rglob("*.html"):
        if "email" in file.parts:
            continue
        text = file.read_text()
        for pattern in (r'\sstyle="', r"\son[a-z]+=", r"<script(?![^>]*\ssrc=)", r"<style", r"\|\s*safe\b", r"hx-on"):
            # The paths of the icons are a table in the same file.
            if re.search(pattern, text.replace("PATHS[name]|safe", "")):
                wrong.append(f"{file.relative_to(ROOT)}: {pattern}")
    assert not wrong


def test_every_text_has_danish_words() -> None:
    known = danish()
    missing = {text: sorted(files) for text, files in used().items() if text not in known}
    assert not missing


def test_danish_texts_keep_the_placeholders_of_the_english() -> None:
    wrong = []
    for text, (translated, catalog) in danish().items():
        fill = r"%\(\w+\)[sd]|\{\w+\}"
        if set(re.findall(fill, text)) != set(re.findall(fill, translated)):
            wrong.append(f"{catalog}: {text!r} -> {translated!r}")
    assert not wrong


def test_one_english_text_has_one_danish_text() -> None:
    from babel.messages.pofile import read_po

    from tests.architecture.messages import CATALOGS

    seen: dict[str, tuple[str, str]] = {}
    wrong = []
    for file in sorted(CATALOGS.glob("*.po")):
        with file.open("rb") as handle:
            for message in read_po(handle, locale="da"):
                if isinstance(message.id, str) and message.id and message.string:
                    first = seen.setdefault(message.id, (str(message.string), file.stem))
                    if first[0] != message.string:
                        wrong.append(f"{message.id!r}: {first} and {(message.string, file.stem)}")
    assert not wrong, "\n".join(wrong)


def test_generated_documents_are_what_the_code_says() -> None:
    assert docs.stale(ROOT / "docs") == []


def test_every_setting_stands_in_the_table_of_the_documents() -> None:
    table = (ROOT / "docs" / "configuration.md").read_text()
    assert [spec.name for spec in config.SPECS if f"`{spec.name}`" not in table] == []
