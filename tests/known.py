"""What the applications and databases of all tests work out alike is worked out once for each test process.

A test has an application and a database of its own. Without this, much of its time would go into making them.
"""

from __future__ import annotations

from types import CodeType
from typing import Any, ClassVar

from flask import Flask
from flask_babel import Domain
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class KnownTemplates(BytecodeCache):
    """The code of the templates."""

    _known: ClassVar[dict[tuple[str, str], CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was kept for this template with this text."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._known[bucket.key, bucket.checksum] = bucket.code


class KnownRule(Rule):
    """An address of the application: the parts that it is found by, and the builders of links to it."""

    _known: ClassVar[dict[tuple[object, ...], dict[str, Any]]] = {}

    def compile(self) -> None:
        """Take the address apart, once for each map that reads its variables alike."""
        assert self.map is not None
        converters = tuple(self.map.converters.values())
        key = (self.rule, self.subdomain, self.merge_slashes, repr(self.defaults), converters)
        if key not in self._known:
            super().compile()
            names = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")
            self._known[key] = {name: vars(self)[name] for name in names}
        vars(self).update(self._known[key])


def share() -> None:
    """From now on, every application and every database engine of this process knows what another has worked out."""
    Flask.url_rule_class = KnownRule
    messages: dict[Any, Any] = {}
    Domain.get_translations_cache = lambda _self, _context: messages
    statements: LRUCache[Any, Any] = LRUCache(5000)

    def engine_created(_dialect: type[DefaultDialect], engine: Engine) -> None:
        engine._compiled_cache = statements

    DefaultDialect.engine_created = classmethod(engine_created)  # type: ignore[assignment]
    # A statement is kept with the dialect that it was written for. An engine has a dialect of its own, but all engines
    # of one kind speak to the same version of the same database here.
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
