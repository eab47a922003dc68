from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts.models import AllowedDomain
from tests.factories.accounts import post


def test_a_domain_is_allowed_and_taken_away(admin: FlaskClient, session: Session) -> None:
    for _ in range(2):
        assert post(admin, "/admin/domains", {"domain": "@Fjordby.example"}).status_code == 303
    domain = session.scalars(select(AllowedDomain)).one()
    assert domain.domain == "fjordby.example"
    for _ in range(2):
        assert post(admin, f"/admin/domains/{domain.id}/delete").status_code == 303
    session.expire_all()
    assert session.scalar(select(func.count(AllowedDomain.id))) == 0


@pytest.mark.parametrize("domain", ["", "localhost", "fjordby.example/x", "a b.example"])
def test_what_is_no_domain_is_refused_beside_the_field(admin: FlaskClient, session: Session, domain: str) -> None:
    answer = post(admin, "/admin/domains", {"domain": domain})
    assert answer.status_code == 400
    assert 'id="domain-error"' in answer.text
    assert session.scalar(select(func.count(AllowedDomain.id))) == 0
