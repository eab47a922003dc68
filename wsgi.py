"""The WSGI application: Flask, with the redirect path and the static files in front of it."""

from __future__ import annotations

import os

from hub.app import create_app
from hub.core import config, logs, static_files
from hub.links.wiring import with_redirects

logs.configure(logs.Part.WEB)
settings = config.load(demo=os.environ.get("HUB_DEMO") == "1")
flask_app = create_app(settings)
static_files.put_in_front(flask_app, settings)
app = with_redirects(flask_app, settings)
app.warm()
