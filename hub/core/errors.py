"""The refusals a service can answer with. Each carries a sentence that a person can read."""

from __future__ import annotations

from typing import Any


class HubError(Exception):
    """A refusal with a translated reason and the HTTP status that a page answers with."""

    status = 400

    def __init__(self, reason: Any = "") -> None:
        super().__init__(str(reason) if isinstance(reason, str) else "")
        self.reason = reason


class Invalid(HubError):
    """A value that a form should have refused; `field` names where the message belongs."""

    def __init__(self, field: str, reason: Any) -> None:
        super().__init__(reason)
        self.field = field


class NotAllowed(HubError):
    """The person may not do this; the reason says why, and the page may show it on the disabled button."""

    status = 403


class NotFound(HubError):
    """No such thing, or none that this person may know of."""

    status = 404


class Conflict(HubError):
    """Somebody else changed the thing in the meantime, or its state forbids the move."""

    status = 409
