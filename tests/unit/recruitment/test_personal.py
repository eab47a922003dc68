"""What looks like a person is found, and what HR needs is left alone."""

from __future__ import annotations

import pytest

from hub.core.tables import TableError, read_table
from hub.recruitment import personal


@pytest.mark.parametrize(
    "header",
    [
        "Navn", "Fornavn", "Efternavn", "Name", "Applicant name", "Ansøger", "CPR", "CPR-nr.", "Personnummer", "E-mail",
        "Email", "Mail", "Telefon", "Mobil nr", "Tlf.", "Adresse", "Fødselsdato", "Date of birth", "Alder",
        "Kandidat-id", "Kontaktperson", "Postnr.", "Bopæl", "Nationalitet",
    ],
)  # fmt: skip
def test_columns_about_persons_are_known_by_their_names(header: str) -> None:
    assert personal.header_is_personal(header)


@pytest.mark.parametrize(
    "header",
    ["Stilling", "Stillingens navn", "Job name", "Kilde", "Kildenavn", "Antal ansøgere", "Ansøgninger", "Samtaler",
     "Kvalificerede", "Ansatte", "Kampagne", "Applicants", "Hired", "Frist", "Enhed", ""],
)  # fmt: skip
def test_columns_of_counts_are_let_through(header: str) -> None:
    assert not personal.header_is_personal(header)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("010190-1234", "cpr"), ("0101901234", "cpr"), ("Jens, 311299-0001", "cpr"), ("610190-1234", "cpr"),
        ("skriv til ib@fjordby.example", "email"), ("+45 12 34 56 78", "phone"), ("004512345678", "phone"),
        ("22 34 56 78", "phone"), ("2234 5678", "phone"), ("22345678", "phone"),
        ("320190-1234", None), ("011390-1234", None), ("1234567890", None), ("20261122", None), ("Sygeplejerske", None),
        ("1.234", None), ("2026-11-22", None), ("Facebook", None), ("12", None), ("1.234.567.890", None),
    ],
)  # fmt: skip
def test_cpr_numbers_mail_addresses_and_phone_numbers_are_known_by_themselves(text: str, found: str | None) -> None:
    assert personal.content_issue(text) == found


def test_a_column_that_nobody_mapped_is_looked_at_too_and_the_finding_is_not_repeated() -> None:
    table = read_table(b"job;ansoegninger;bemaerkning\na;1;ok\nb;2;010190-1234\n", "x.csv")
    with pytest.raises(TableError) as refused:
        personal.check_table(table, 1)
    assert (refused.value.line, refused.value.column) == (3, "bemaerkning")
    assert "010190" not in refused.value.sentence


def test_eight_digits_may_be_the_number_of_a_job_and_nothing_else() -> None:
    table = read_table(b"job;ansoegninger\n22345678;1\n", "x.csv")
    personal.check_table(table, 1, job_column=0)
    with pytest.raises(TableError):
        personal.check_table(table, 1, job_column=1)
