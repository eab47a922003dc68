"""Every page there is, and a persona who sees it. Standing here, a page joins the tests of looks and languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One address; words in braces are filled from the running demonstration."""

    name: str
    path: str
    persona: str | None = "employee"
    status: int = 200


PAGES: tuple[Page, ...] = (
    Page("sign-in", "/sign-in", None),
    Page("sign-in-sent", "/sign-in/sent", None),
    Page("link-used", "/sign-in/not-a-link", None, 410),
    Page("not-found", "/r/not-a-code", None, 404),
    Page("privacy", "/privacy", None),
    Page("accessibility", "/accessibility", None),
    Page("teaser", "/embed/teaser?lang={locale}", None),
    Page("feed", "/"),
    Page("kit", "/kits/{kit}"),
    Page("compose-linkedin", "/kits/{kit}/linkedin"),
    Page("compose-bluesky", "/kits/{kit}/bluesky"),
    Page("compose-instagram", "/kits/{kit}/instagram"),
    Page("compose-mastodon", "/kits/{kit}/mastodon"),
    Page("compose-other", "/kits/{kit}/other"),
    Page("join", "/join", "employee2"),
    Page("me", "/me"),
    Page("results", "/results"),
    Page("kit-results", "/results/kits/{kit}"),
    Page("method", "/privacy/method"),
    Page("guidelines", "/guidelines"),
    Page("guidelines-version", "/guidelines/versions/1"),
    Page("channel", "/guidelines/channels/linkedin"),
    Page("fact-sheet", "/guidelines/facts"),
    Page("crisis", "/crisis"),
    Page("guidelines-new", "/guidelines/new-version", "editor"),
    Page("pilots", "/pilots", "pilot"),
    Page("pilot", "/pilots/{pilot}", "pilot"),
    Page("pilot-new", "/pilots/new", "pilot"),
    Page("pilot-join", "/pilots/join/{invitation}"),
    Page("desk", "/desk", "editor"),
    Page("desk-new", "/desk/kits/new", "editor"),
    Page("desk-kit", "/desk/kits/{kit}", "approver"),
    Page("desk-preview", "/desk/kits/{kit}/preview", "approver"),
    Page("desk-edit", "/desk/kits/{kit}/edit", "approver"),
    Page("recruitment", "/recruitment", "hr"),
    Page("job", "/recruitment/{job}", "hr"),
    Page("job-new", "/recruitment/new", "hr"),
    Page("admin", "/admin", "admin"),
    Page("people", "/admin/people", "admin"),
    Page("person-new", "/admin/people/new", "admin"),
    Page("person", "/admin/people/{person}", "admin"),
    Page("people-import", "/admin/people/import", "admin"),
    Page("people-codes", "/admin/people/codes", "admin"),
    Page("units", "/admin/units", "admin"),
    Page("unit", "/admin/units/{unit}", "admin"),
    Page("units-import", "/admin/units/import", "admin"),
    Page("settings", "/admin/settings", "admin"),
    Page("privacy-pack", "/admin/privacy-pack", "admin"),
    *(
        Page(f"privacy-pack-{key}", f"/admin/privacy-pack/{key}", "admin")
        for key in (
            "works-council",
            "information-notice",
            "impact-assessment",
            "record-of-processing",
            "retention",
            "cookies",
        )
    ),
    Page("forbidden", "/admin", "employee", 403),
)
