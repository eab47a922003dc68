"""Released figures as files, for everybody who is signed in: the same figures that the pages show."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from hub.core import db
from hub.core.errors import NotFound
from hub.core.tables import write_csv
from hub.results import export
from hub.results.frame import blueprint

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/results/export")
def export_index() -> ResponseReturnValue:
    """Every data set, with what its columns mean."""
    return render_template(
        "results/export.html",
        groups=[
            (label, [each for each in export.DATA_SETS if each.group == group])
            for group, label in export.GROUPS.items()
        ],
        units=export.UNITS,
        released_on=export.released(db.session()).released_on,
    )


@blueprint.get("/results/export/all.xlsx")
def export_workbook() -> ResponseReturnValue:
    """Everything in one workbook."""
    return _file(export.workbook(db.session()), _XLSX, "xlsx")


@blueprint.get("/results/export/dictionary.csv")
def export_dictionary() -> ResponseReturnValue:
    """What every column means."""
    return _file(write_csv(export.DICTIONARY_HEADER, export.dictionary()), "text/csv", "csv", "dictionary")


@blueprint.get("/results/export/<name>.csv")
def export_csv(name: str) -> ResponseReturnValue:
    """One data set."""
    found = export.by_name(name)
    if found is None:
        raise NotFound
    header = [column.name for column in found.columns]
    return _file(write_csv(header, found.rows(db.session())), "text/csv", "csv", name)


def _file(content: bytes, kind: str, ending: str, name: str = "all") -> Response:
    day = export.released(db.session()).released_on
    stem = "-".join(part for part in ("delfrit", name, day.isoformat() if day else "") if part)
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.{ending}"'
    return response
