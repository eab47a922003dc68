"""The seed presses the program's own buttons: it holds no statement that writes, and nothing of a table but to read."""

from __future__ import annotations

import ast
from pathlib import Path

import hub.demo

WRITING = {"insert", "update", "delete", "text", "Insert", "Update", "Delete"}
ON_A_SESSION = {"add_all", "execute", "merge", "bulk_save_objects", "bulk_insert_mappings", "exec_driver_sql"}
FILES = sorted(Path(hub.demo.__file__).parent.glob("*.py"))


def test_no_part_of_the_seed_can_write_to_a_table() -> None:
    for file in FILES:
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                assert not WRITING & {name.name for name in node.names}, file.name
            if isinstance(node, ast.Attribute):
                assert node.attr not in ON_A_SESSION, f"{file.name}:{node.lineno}"
