"""`make lock`: renews both constraints.txt from pyproject.toml, with hashes and without addresses."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAD = "# {what}, pinned with the hashes of its files. `make lock` writes this.\n"
OPTIONS = (
    "--quiet", "--generate-hashes", "--allow-unsafe", "--strip-extras", "--no-header", "--no-annotate",
    "--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links",
)  # fmt: skip


def blocks(text: str) -> dict[str, str]:
    """Package name to its lines."""
    found = re.findall(r"^([\w.-]+)==[^\n]*\n(?:[ ]{4}--hash[^\n]*\n?)*", text, re.MULTILINE)
    parts = re.split(r"(?m)^(?=[\w.-]+==)", text)
    return dict(zip(found, [part for part in parts if "==" in part.split("\n", 1)[0]], strict=True))


def compiled(tool: Path, folder: Path, wanted: list[str], known: str = "") -> dict[str, str]:
    """Resolve the wanted requirements, within what is known already."""
    (folder / "known.txt").write_text(known)
    (folder / "wanted.in").write_text("\n".join(["-c known.txt", *wanted]) + "\n")
    out = folder / "out.txt"
    out.unlink(missing_ok=True)
    subprocess.run([tool, *OPTIONS, "-o", out, "wanted.in"], cwd=folder, check=True)
    return blocks(out.read_text())


def main() -> None:
    """Resolve the program first, then the tools around it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        subprocess.run([folder / "venv/bin/pip", "install", "-q", "pip-tools"], check=True)
        tool = folder / "venv/bin/pip-compile"
        program = compiled(tool, folder, [*project["dependencies"], "setuptools"])
        plain = "".join(text.split(" \\")[0].strip() + "\n" for text in program.values())
        tools = compiled(tool, folder, project["optional-dependencies"]["dev"], plain)
    (ROOT / "constraints.txt").write_text(
        HEAD.format(what="Every package the program needs") + "".join(program.values())
    )
    own = [text for package, text in tools.items() if package not in program]
    (ROOT / "tests" / "constraints.txt").write_text(
        HEAD.format(what="What the tests and checks need beside the program") + "".join(own)
    )


if __name__ == "__main__":
    main()
