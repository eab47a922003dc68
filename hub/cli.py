"""The `hub` command."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

import click
from redis.exceptions import RedisError

from hub.core import clock, config
from hub.core.config import ConfigError, Settings

ROOT = Path(__file__).parent.parent


def _settings(*, demo: bool = False) -> Settings:
    """The settings. Reading them may make the data folder, so first everything that is made is closed to others."""
    os.umask(0o077)
    try:
        return config.load(demo=demo or os.environ.get("HUB_DEMO") == "1")
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


def _safe_settings() -> Settings:
    """The settings, once it is sure that the pending counts leave no trace. A store that is away may come later."""
    from hub.counting.pending import UnsafeCountsStore
    from hub.ops import counts_store

    settings = _settings()
    try:
        counts_store.check(settings)
    except UnsafeCountsStore as error:
        raise click.ClickException(str(error)) from error
    except RedisError:
        click.echo("The Redis of the pending counts does not answer yet; shares wait in memory.", err=True)
    return settings


@click.group()
def main() -> None:
    """Delfrit: share freely, and let nobody be ranked."""


@main.command()
@click.option(
    "--demo", is_flag=True, help="Make (or open) a demonstration: invented people, simulated history, loopback only."
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--links-port", type=int, help="Where tracking links are served by themselves.  [default: port + 1]")
def up(demo: bool, host: str, port: int, links_port: int | None) -> None:
    """Start everything on one machine: embedded Valkey where none is configured, web, links, worker and tick."""
    from hub.ops.up import Refused, run

    try:
        run(_settings(demo=demo), host=host, port=port, links_port=links_port)
    except (Refused, ConfigError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def web(host: str, port: int) -> None:
    """Serve the pages and the tracking links."""
    from hub.ops.serve import web_command
    from hub.ops.up import environment

    settings = _safe_settings()
    # The server works in the program's own folder, where neither this folder's .env nor its data folder is found.
    os.execve(sys.executable, web_command(settings, host, port), {**os.environ, **environment(settings)})


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
def links(host: str, port: int) -> None:
    """Serve the tracking links alone, so that pages never make them wait. See HUB_LINK_BASE_URL."""
    from hub.ops.serve import links_command
    from hub.ops.up import environment

    settings = _safe_settings()
    os.execve(sys.executable, links_command(host, port), {**os.environ, **environment(settings)})


@main.command()
def worker() -> None:
    """Carry out jobs."""
    _safe_settings()
    os.execv(sys.executable, [sys.executable, "-m", "worker.main"])


@main.command()
def tick() -> None:
    """Ask for the jobs that are due. A second one beside it does no harm."""
    _settings()
    os.execv(sys.executable, [sys.executable, "-m", "worker.tick"])


@main.command()
@click.option("--check", is_flag=True, help="Only say whether models and migrations agree.")
@click.option("--new", "message", help="Write the next migration from the models.")
def migrate(check: bool, message: str | None) -> None:
    """Bring the database to the present schema."""
    from hub.ops import migrate as migrations

    if message:
        migrations.new(message)
    elif check:
        for change in (changes := migrations.drift()):
            click.echo(change)
        sys.exit(1 if changes else 0)
    else:
        from hub.ops.up import Refused, prepare

        try:
            prepare(_settings())
        except Refused as error:
            raise click.ClickException(str(error)) from error
        click.echo("The database is up to date.")


@main.command()
@click.option("--as-of", help="Demonstrations only: freeze as if it were this moment (ISO 8601).")
def release(as_of: str | None) -> None:
    """Run the freezes that are due. Running it again changes nothing."""
    from hub.ops.release import run

    settings = _settings()
    clock.configure(settings.timezone, settings.clock_file)
    try:
        moment = dt.datetime.fromisoformat(as_of) if as_of is not None else None
    except ValueError:
        raise click.BadParameter(
            f"{as_of!r} is no moment; allowed: ISO 8601, such as 2026-12-07T06:00.", param_hint="--as-of"
        ) from None
    try:
        click.echo(run(settings, moment))
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


@main.command()
def doctor() -> None:
    """Say what is misconfigured, in words."""
    from hub.ops.doctor import examine

    findings = examine(_settings())
    for finding in findings:
        click.echo(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.text}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write the database and the pictures into FILE, while the hub runs. The secret key is not in it."""
    from hub.ops.archive import BackupError
    from hub.ops.backup import run

    try:
        click.echo(run(_settings(), file))
    except BackupError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Restore although the database holds data, all of which goes.")
def restore(file: Path, replace: bool) -> None:
    """Put the backup in FILE in the place of what is there. Stop the hub first."""
    from hub.ops.archive import BackupError
    from hub.ops.restore import run
    from hub.ops.up import Refused

    try:
        click.echo(run(_settings(), file, replace=replace))
    except (BackupError, Refused) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--check", is_flag=True, help="Only say whether the files are what the code would write.")
def docs(check: bool) -> None:
    """Write the parts of docs/ that come from the code."""
    from hub.ops.docs import stale, write

    if not check:
        write(ROOT / "docs")
        return
    for name in (names := stale(ROOT / "docs")):
        click.echo(f"docs/{name} is not what the code says; run: make docs")
    sys.exit(1 if names else 0)


@main.command()
@click.option("--size", type=click.Choice(["demo", "large"]), default="demo", show_default=True)
def seed(size: str) -> None:
    """Give an empty demonstration its organisation and two quarters of history, through the real processes.

    `large` makes a benchmark of an empty database: 50,000 employees and three years of figures, all of them inserted.
    Such a database carries a mark of its own and never becomes anything else.
    """
    if size == "large":
        _seed_large(_settings())
        return
    from hub.demo.seed import SeedError, run
    from hub.ops.up import Refused, prepare

    settings = _settings(demo=True)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        prepare(settings)
        run(settings)
    except (Refused, SeedError) as error:
        raise click.ClickException(str(error)) from error


def _seed_large(settings: Settings) -> None:
    from hub.ops.large.seed import NotEmpty, run

    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        run(settings)
    except NotEmpty as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
