from __future__ import annotations

from pathlib import Path

import pytest

from hub.core.config import SPECS
from hub.counting.cells import FAMILIES
from hub.ops import docs


def test_writing_the_documents_makes_them_fresh(tmp_path: Path) -> None:
    assert set(docs.stale(tmp_path)) == {"method.md", "configuration.md", "data-dictionary.md", "kit-workflow.md"}
    docs.write(tmp_path)
    assert docs.stale(tmp_path) == []


def test_a_document_that_was_changed_by_hand_is_stale(tmp_path: Path) -> None:
    docs.write(tmp_path)
    (tmp_path / "method.md").write_text("ε = 7")
    assert docs.stale(tmp_path) == ["method.md"]


def test_the_method_names_every_family_with_its_epsilon() -> None:
    text = docs.render("method.md")
    for family in FAMILIES:
        assert f"| {family.title} |" in text
        assert f"| {float(family.epsilon)} |" in text


def test_the_settings_table_names_every_setting() -> None:
    text = docs.render("configuration.md")
    assert all(f"`{spec.name}`" in text for spec in SPECS)


def test_a_file_that_is_written_by_hand_cannot_be_rendered() -> None:
    with pytest.raises(KeyError):
        docs.render("README.md")
