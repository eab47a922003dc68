"""Route guards. Each blueprint is registered with one; single views may ask for more."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from hub.accounts.rules import Role

Guard = Callable[[], ResponseReturnValue | None]


def public() -> ResponseReturnValue | None:
    """Anybody may come in."""
    return None


def signed_in() -> ResponseReturnValue | None:
    """People who are not signed in are sent to the door, and back to where they wanted to go."""
    if current_user.is_authenticated:
        return None
    if request.method != "GET":
        abort(401)
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("accounts.sign_in", next=wanted), 303)


def signed_in_except(*endpoints: str) -> Guard:
    """As `signed_in`, but the named pages are open to everybody."""

    def guard() -> ResponseReturnValue | None:
        return None if request.endpoint in endpoints else signed_in()

    return guard


def having(*roles: Role) -> Guard:
    """Signed in, and holding any of the roles."""

    def guard() -> ResponseReturnValue | None:
        refused = signed_in()
        if refused is None and not current_user.has_role(*roles):
            abort(403)
        return refused

    return guard


def attach(blueprint: Blueprint, guard: Guard) -> None:
    """Put the guard in front of every view of the blueprint; a second application finds it there already."""
    if guard not in blueprint.before_request_funcs.get(None, []):
        blueprint.before_request(guard)


def requires(*roles: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator for a single view that asks for any of the roles."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            refused = having(*roles)()
            return refused if refused is not None else view(*args, **kwargs)

        return guarded

    return decorate
