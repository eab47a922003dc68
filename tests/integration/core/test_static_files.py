from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.core import static_files
from hub.core.config import Settings
from hub.core.web import static_url

NAME = "css/app.css"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compressing the best way takes a second, so it is done once."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def browser(app: Flask, settings: Settings, kept: Path) -> FlaskClient:
    asked: list[str] = []
    flask = app.wsgi_app

    def counted(environ: dict[str, str], start_response: object) -> object:
        asked.append(environ["PATH_INFO"])
        return flask(environ, start_response)  # type: ignore[arg-type]

    app.wsgi_app = counted  # type: ignore[assignment,method-assign]
    (settings.data_dir / static_files.FOLDER).symlink_to(kept)
    static_files.put_in_front(app, settings)
    app.config["ASKED"] = asked
    return app.test_client()


@pytest.fixture
def address(app: Flask) -> str:
    with app.test_request_context():
        return static_url(NAME)


def test_a_file_is_served_compressed_and_for_good_without_the_application(
    app: Flask, browser: FlaskClient, address: str
) -> None:
    original = (Path(app.static_folder or "") / NAME).read_bytes()
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = browser.get(address, headers={"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert unpack(answer.data) == original
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(original) / 3
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    plain = browser.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.data == original
    assert "Content-Encoding" not in plain.headers
    assert app.config["ASKED"] == []


def test_an_address_without_this_contents_fingerprint_is_asked_for_again(browser: FlaskClient, address: str) -> None:
    for other in (address.partition("?")[0], address[:-1] + "x", address + "&v=2"):
        assert browser.get(other).headers["Cache-Control"] == "no-cache", other


def test_that_a_file_is_missing_is_never_kept_on_the_way(app: Flask) -> None:
    answer = app.test_client().get("/static/css/not-there-yet.css?v=0123456789")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_head_has_the_headers_and_no_body(browser: FlaskClient, address: str) -> None:
    get, head = browser.get(address), browser.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


def test_what_a_browser_has_is_not_sent_again_in_the_same_coding(browser: FlaskClient, address: str) -> None:
    tag = browser.get(address, headers={"Accept-Encoding": "br"}).headers["ETag"]
    same = browser.get(address, headers={"Accept-Encoding": "br", "If-None-Match": tag})
    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["ETag"] == tag
    assert browser.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": tag}).status_code == 200


def test_a_browser_that_reads_nothing_we_have_is_told_so(browser: FlaskClient, address: str) -> None:
    assert browser.get(address, headers={"Accept-Encoding": "identity;q=0"}).status_code == 406


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/css/../../wsgi.py",
        "/static//etc/passwd", "/static/css", "/static/", "/static/nothing.css",
        "/static/css/app.css\x00", "/static/CSS/app.css",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert b"delfrit" not in answer.data.lower() or b"<html" in answer.data.lower()


def test_every_answer_carries_the_headers_of_every_page(browser: FlaskClient, address: str) -> None:
    page, file = browser.get("/sign-in"), browser.get(address)
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
        assert file.headers[name] == page.headers[name]


def test_a_post_is_the_applications(app: Flask, browser: FlaskClient, address: str) -> None:
    assert browser.post(address).status_code in (400, 405)
    assert app.config["ASKED"] != []


def test_a_file_that_changed_since_the_start_is_the_applications(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "a.css").write_text("a{}" * 200)
    app = Flask("changed", static_folder=str(folder))
    app.wsgi_app = static_files.StaticFiles(  # type: ignore[method-assign]
        app.wsgi_app, static_files.load(folder, tmp_path / "kept"), {}
    )
    browser = app.test_client()
    assert browser.get("/static/a.css").data == b"a{}" * 200
    (folder / "a.css").write_text("b{}" * 201)
    with browser.get("/static/a.css") as answer:
        assert answer.data == b"b{}" * 201


def test_what_was_compressed_is_kept_for_the_next_start(tmp_path: Path) -> None:
    folder, kept = tmp_path / "static", tmp_path / "kept"
    folder.mkdir()
    (folder / "a.js").write_text("let a;" * 200)
    first = static_files.load(folder, kept)["a.js"]
    stored = sorted(kept.iterdir())
    assert [file.suffix for file in stored] == [".br", ".gzip"]
    stored[0].write_bytes(b"kept")
    assert static_files.load(folder, kept)["a.js"].bodies["br"] == b"kept" != first.bodies["br"]
