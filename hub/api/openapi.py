"""The OpenAPI 3.1 document, made from the list of data sets, so that it cannot disagree with what is answered."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale

from hub.api import rules
from hub.results.export import DATA_SETS, GROUPS, Column, DataSet, Released, Type

JsonObject = dict[str, Any]
PROBLEM = "application/problem+json"
_EXAMPLES = {
    "401": ("There is no key, or one that does not work, or not any more.", "Send a key that works."),
    "403": ("The key works, and is for other groups of figures.", "This key is not for the group “kits”."),
    "404": ("There is nothing at this address.", "There is no such data set."),
    "405": ("Figures can be read and not changed.", "Figures can be read and not changed."),
    "422": ("A parameter is unknown, given twice or has a value that is not allowed.", "Not a released window."),
    "429": ("The key is used too often. Wait as long as Retry-After says.", "More than 300 per minute."),
}
_TITLES = {
    "401": "Unauthorized", "403": "Forbidden", "404": "Not Found", "405": "Method Not Allowed",
    "422": "Unprocessable Content", "429": "Too Many Requests",
}  # fmt: skip
_HEADERS: dict[str, JsonObject] = {
    "401": {"WWW-Authenticate": {"description": "How to send the key.", "schema": {"type": "string"}}},
    "405": {"Allow": {"description": "GET, HEAD", "schema": {"type": "string"}}},
    "429": {
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}, "example": 12}
    },
}


def document(released: Released, base_url: str) -> JsonObject:
    """The whole document, in English; columns have their Danish meaning beside the English one."""
    danish = _danish()
    with force_locale("en"):
        paths: JsonObject = {"/openapi.json": {"get": _own_operation()}}
        for each in DATA_SETS:
            windows = list(released.windows[each.window]) if each.window is not None else []
            paths[f"/{each.name}"] = {"get": _operation(each, windows, as_csv=False)}
            paths[f"/{each.name}.csv"] = {"get": _operation(each, windows, as_csv=True)}
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Delfrit: released figures",
                "version": "1",
                "description": (
                    "The figures that everybody in the organisation sees on the pages of results, for programs. They "
                    "are counted up on Mondays and change at no other time, but for what people enter, such as costs. "
                    "No figure is about one person, and there is nothing to ask about people. A figure that may not "
                    "be told as a number is null, and its _text says why. Responses are the same whatever Accept says."
                ),
                "license": {"name": "Free within the organisation", "identifier": "LicenseRef-internal"},
            },
            "servers": [{"url": f"{base_url.rstrip('/')}/api/v1"}],
            "security": [{"key": []}],
            "tags": [{"name": group, "description": str(label)} for group, label in GROUPS.items()],
            "paths": paths,
            "components": {
                "securitySchemes": {
                    "key": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "A key that an administrator has made. It is for groups of figures: the tags.",
                    }
                },
                "parameters": _parameters(),
                "responses": {status: _problem(status) for status in _EXAMPLES},
                "schemas": {"Problem": _PROBLEM, **{each.name: _row(each, danish) for each in DATA_SETS}},
            },
        }


def _danish() -> dict[tuple[str, str], str]:
    with force_locale("da"):
        return {(each.name, column.name): str(column.description) for each in DATA_SETS for column in each.columns}


def _own_operation() -> JsonObject:
    return {
        "operationId": "openapi",
        "summary": "This document",
        "security": [],
        "responses": {
            "200": {
                "description": "The document.",
                "headers": {"ETag": _ETAG},
                "content": {"application/json": {"schema": {"type": "object", "required": ["openapi", "paths"]}}},
            },
            "304": {"description": "The document that If-None-Match names is still the newest."},
            "405": {"$ref": "#/components/responses/405"},
        },
    }


def _operation(each: DataSet, windows: list[str], *, as_csv: bool) -> JsonObject:
    parameters = [{"$ref": f"#/components/parameters/{name}"} for name in ("page", "page_size", "lang")]
    if windows:
        parameters.append(_window(windows))
    ok: JsonObject = {
        "description": "A page of rows, always in the same order.",
        "headers": {
            "ETag": _ETAG,
            "Link": {"description": 'The next page, as rel="next".', "schema": {"type": "string"}},
            "Cache-Control": {"description": "private, no-cache", "schema": {"type": "string"}},
        },
        "content": _as_csv(each) if as_csv else _as_json(each),
    }
    return {
        "operationId": f"{each.name}-csv" if as_csv else each.name,
        "tags": [each.group],
        "summary": f"{each.title}{' (CSV)' if as_csv else ''}",
        "description": str(each.description),
        "parameters": parameters,
        "responses": {
            "200": ok,
            "304": {"description": "What If-None-Match names has not changed."},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in _EXAMPLES},
        },
    }


def _as_json(each: DataSet) -> JsonObject:
    properties: JsonObject = {
        "data_set": {"const": each.name},
        "release": {"type": "integer", "minimum": 0, "description": "The newest release; 0 before the first."},
        "released_on": {"type": ["string", "null"], "format": "date"},
        "page": {"type": "integer", "minimum": 1},
        "page_size": {"type": "integer", "minimum": 1},
        "total": {"type": "integer", "minimum": 0, "description": "Rows on all pages."},
        "next": {"type": ["string", "null"], "description": "The address of the next page."},
        "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{each.name}"}},
    }
    example = {
        "data_set": each.name, "release": 12, "released_on": "2026-11-16", "page": 1, "page_size": 100, "total": 1,
        "next": None, "data": [{column.name: column.example for column in each.columns}],
    }  # fmt: skip
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return {"application/json": {"schema": schema, "example": example}}


def _as_csv(each: DataSet) -> JsonObject:
    header = ";".join(column.name for column in each.columns)
    return {"text/csv": {"schema": {"type": "string"}, "example": f"{header}\r\n"}}


def _row(each: DataSet, danish: dict[tuple[str, str], str]) -> JsonObject:
    return {
        "type": "object",
        "title": str(each.title),
        "properties": {column.name: _property(column, danish[each.name, column.name]) for column in each.columns},
        "required": [column.name for column in each.columns],
        "additionalProperties": False,
    }


def _property(column: Column, danish: str) -> JsonObject:
    kind = "string" if column.type is Type.DATE else column.type.value
    made: JsonObject = {
        "type": [kind, "null"] if column.nullable else kind,
        "description": str(column.description),
        "x-description-da": danish,
    }
    if column.type is Type.DATE:
        made["format"] = "date"
    if column.unit:
        made["x-unit"] = column.unit
    if column.evidence:
        made["x-evidence"] = column.evidence.value
    if column.example is not None:
        made["examples"] = [column.example]
    return made


def _window(windows: list[str]) -> JsonObject:
    return {
        "name": "window",
        "in": "query",
        "description": "Rows of one window alone. There are no other periods to choose.",
        "schema": {"type": "string", "enum": windows},
        "example": windows[-1],
    }


def _parameters() -> JsonObject:
    def number(name: str, most: int, usual: int, description: str) -> JsonObject:
        schema = {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
        return {"name": name, "in": "query", "description": description, "schema": schema, "example": usual}

    language = {"type": "string", "enum": list(rules.LANGUAGES), "default": rules.LANGUAGES[0]}
    return {
        "page": number("page", rules.MOST_PAGES, 1, "Which page. Pages after the last are empty."),
        "page_size": number("page_size", rules.MOST_ROWS, rules.USUAL_ROWS, "Rows on a page."),
        "lang": {
            "name": "lang", "in": "query", "description": "The language of texts.", "schema": language, "example": "da",
        },
    }  # fmt: skip


def _problem(status: str) -> JsonObject:
    description, detail = _EXAMPLES[status]
    example = {"type": "about:blank", "title": _TITLES[status], "status": int(status), "detail": detail}
    made: JsonObject = {
        "description": description,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
    if status in _HEADERS:
        made["headers"] = _HEADERS[status]
    return made


_ETAG: JsonObject = {"description": "Names the release and the content.", "schema": {"type": "string"}}
_PROBLEM: JsonObject = {
    "type": "object",
    "description": "RFC 9457.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "The parameter that was not understood."},
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
