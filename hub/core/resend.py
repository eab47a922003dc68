"""A form whose session or token has ended in the meantime: what was typed comes back, and can be sent again.

Only to whoever sent it from a page of ours. The form of a stranger's page gets the plain refusal, or that page could
have somebody confirm what they never wrote.
"""

from __future__ import annotations

from flask import render_template, request
from flask_wtf.csrf import generate_csrf

from hub.core.htmx import wants_fragment

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
NOT_KEPT = ("/sign-in", "/sign-out", "/language")
"""Forms in which nobody writes anything; what is typed at the door is a code and not shown again."""
_TOKEN = "csrf_token"  # noqa: S105  a field's name


def page() -> str | None:
    """The page that gives the form back; None when there is nothing to give back, or nobody to give it to."""
    if request.method != "POST" or request.mimetype not in FORMS or wants_fragment() or not _sent_from_here():
        return None
    # A path with two slashes in front would lead a browser to another site.
    if request.path.startswith((*NOT_KEPT, "//", "/\\")):
        return None
    fields = [(name, value) for name, values in request.form.lists() if name != _TOKEN for value in values]
    if not fields:
        return None
    return render_template(
        "errors/again.html",
        action=request.full_path.rstrip("?"),
        kind=request.mimetype,
        fields=fields,
        written=[value for _name, value in fields if " " in value.strip()],
        files=[upload.filename for upload in request.files.values() if upload.filename],
        token=generate_csrf(),
    )


def _sent_from_here() -> bool:
    """Whether one of our own pages sent the form. Older browsers and plain http say so by the origin alone."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")
