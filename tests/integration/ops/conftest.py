from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from hub import cli
from hub.core.config import Settings
from hub.kits import assets
from hub.ops import up
from tests.factories.accounts import make_person
from tests.factories.kits import picture
from tests.integration.ops.backups import Hub


@pytest.fixture
def hub(settings: Settings) -> Hub:
    """Runs a command of the hub on the test's installation."""

    def run(*arguments: str | Path, **changes: Any) -> Result:
        environment = up.environment(replace(settings, **changes))
        return CliRunner().invoke(cli.main, [str(each) for each in arguments], env=environment)

    return run


@pytest.fixture
def away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on another disk, as it were."""
    return tmp_path_factory.mktemp("away")


@pytest.fixture
def backup(hub: Hub, session: Session, settings: Settings, away: Path) -> Path:
    """A backup of an installation with somebody and a picture in it."""
    make_person(session, "Kanariefugl Kanariesen", "kanarie@fjordby.example")
    assets.store(session, picture(400, 300), settings.data_dir / "assets")
    session.commit()
    done = hub("backup", away / "delfrit.backup")
    assert done.exit_code == 0, done.output
    return away / "delfrit.backup"
