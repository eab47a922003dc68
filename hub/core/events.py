"""What happened, told within the same transaction: a lower domain says it, a higher one that subscribed acts
on it.

A handler that fails takes the whole change with it, so that a kit is never live without its links.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

Event = TypeVar("Event")
_handlers: dict[type[Any], list[Callable[[Session, Any], None]]] = {}


def subscribe(event_type: type[Event], handler: Callable[[Session, Event], None]) -> None:
    """Have `handler(session, event)` called for each event of this type. Subscribing twice counts once."""
    handlers = _handlers.setdefault(event_type, [])
    if handler not in handlers:
        handlers.append(handler)


def unsubscribe(event_type: type[Event], handler: Callable[[Session, Event], None]) -> None:
    """Stop calling `handler`; it is fine if it never was."""
    handlers = _handlers.get(event_type, [])
    if handler in handlers:
        handlers.remove(handler)


def emit(session: Session, event: object) -> None:
    """Call the handlers of the event's type now, in the order they subscribed. What they write joins the
    transaction.
    """
    for handler in tuple(_handlers.get(type(event), ())):
        handler(session, event)
