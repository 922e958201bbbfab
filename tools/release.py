"""Writes what is given to users into dist/, and tries it in an empty environment. `make release`.

The wheel, the source, the kit for a PC without a network, what the kit carries (sbom.json, in
CycloneDX, and LICENSES.txt) and SHA256SUMS, which is signed where ``SIGN`` names a key of the
releaser's own. ``PYTHON_WINDOWS``, ``PYTHON_X86_64`` and ``PYTHON_ARM64`` are the files of Python
that the kits shall bring, as `zpb addin kit --python` takes them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Container, Mapping
from email.message import Message
from email.parser import HeaderParser
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import HTTPCookieProcessor, build_opener

from zipingbiao import __version__

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
SYSTEMS = ("windows", "x86_64", "arm64")
SUMS = "SHA256SUMS"
#: The name of a licence where a wheel says it in a classifier only.
_CLASSIFIER = re.compile(r"License :: (?:OSI Approved :: )?(.+)")
#: A licence in one field is a name; some put the whole text there.
_LONGEST_NAME = 80
_LICENCE = re.compile(r"(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.I)
#: So long a page may take until it answers (seconds).
_PATIENCE = 60


class Carried(NamedTuple):
    """A package that the kit carries."""

    name: str
    version: str
    licence: str
    digest: str
    texts: tuple[str, ...]


def carried(kit: Path) -> list[Carried]:
    """The packages in a kit, by name."""
    with zipfile.ZipFile(kit) as archive:
        wheels = [name for name in archive.namelist() if name.endswith(".whl")]
        found = [_package(archive.read(name)) for name in wheels]
        python = [name for name in archive.namelist() if re.search(r"python(\.exe|3)$", name)]
    return sorted([*found, *([_PYTHON] if python else [])], key=lambda one: one.name.lower())


_PYTHON = Carried("Python", "见安装包里的 python 文件夹", "PSF-2.0", "", ())


def _package(data: bytes) -> Carried:
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        names = wheel.namelist()
        [metadata] = (name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        head = HeaderParser().parsestr(wheel.read(metadata).decode("utf-8", "replace"))
        texts = [
            wheel.read(name).decode("utf-8", "replace").strip()
            for name in names
            if ".dist-info/" in name and _LICENCE.search(name)
        ]
    digest = hashlib.sha256(data).hexdigest()
    return Carried(head["Name"], head["Version"], licence(head), digest, tuple(texts))


def licence(head: Message[str, str]) -> str:
    """What a package's metadata calls its licence; "" where it says nothing."""
    for field in ("License-Expression", "License"):
        said = " ".join(str(head[field] or "").split())
        if said and len(said) <= _LONGEST_NAME and said != "UNKNOWN":
            return said
    named = (_CLASSIFIER.fullmatch(one) for one in head.get_all("Classifier", []))
    return "；".join(found[1] for found in named if found)


def sbom(packages: list[Carried]) -> dict[str, Any]:
    """What the kit carries, as a CycloneDX document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": _component("zipingbiao", __version__, "MIT", "")},
        "components": [
            _component(one.name, one.version, one.licence, one.digest)
            for one in packages
            if one.name != "zipingbiao"
        ],
    }


def _component(name: str, version: str, said: str, digest: str) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "library", "name": name, "version": version}
    if re.fullmatch(r"[\w.-]+", name) and name != "Python":
        found["purl"] = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
    if said:
        found["licenses"] = [{"license": {"name": said}}]
    if digest:
        found["hashes"] = [{"alg": "SHA-256", "content": digest}]
    return found


def licences(packages: list[Carried]) -> str:
    """The licences of all that the kit carries, with their texts."""
    own = Carried("zipingbiao", __version__, "MIT", "", ((ROOT / "LICENSE").read_text("utf-8"),))
    others = [one for one in packages if one.name != "zipingbiao"]
    lines = ["安装包里的程序包和各自的许可。", ""]
    lines += [
        f"{one.name} {one.version}：{one.licence or '见下面的全文'}" for one in (own, *others)
    ]
    for one in (own, *others):
        lines += ["", "=" * 72, f"{one.name} {one.version}", "=" * 72, ""]
        lines += [*one.texts] or ["（程序包里没有许可的全文。）"]
    return "\n".join(lines) + "\n"


def sums(folder: Path) -> str:
    """The SHA-256 of each file of a folder, as sha256sum writes it."""
    files = sorted(path for path in folder.iterdir() if not path.name.startswith(SUMS))
    return "".join(f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n" for one in files)


def run(
    *words: str | Path,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    well: Container[int] = (0,),
) -> str:
    """Run a program; what it printed. An exit status other than ``well`` ends the release."""
    called = list(map(str, words))
    done = subprocess.run(called, cwd=cwd, env=env, capture_output=True, text=True)
    if done.returncode not in well:
        raise SystemExit(f"{' '.join(called)}\n{done.stdout}{done.stderr}")
    return done.stdout


#: What pictures are drawn from → the pictures, by the beginning of their names.
DRAWN_FROM = {
    "templates/summary": "summary-",
    "templates/demo": "returned-",
    "templates/report": "check-report",
    "python/zipingbiao/serving/pages": "page-",
    "python/zipingbiao/excel/declaration.py": "office-",
}


def stale() -> list[str]:
    """What was changed after its pictures; git sees none that was redrawn alike."""
    layouts = {path.parent.name for path in (ROOT / "templates").glob("*/layout.toml")}
    drawn = {**DRAWN_FROM, **{f"templates/{name}": f"{name}-" for name in layouts}}
    return sorted(
        source
        for source, begins in drawn.items()
        if changed(source) > changed(f"docs/pictures/{begins}*")
    )


def changed(pattern: str) -> int:
    """When files were last changed, in seconds of Unix."""
    return int(run("git", "log", "-1", "--format=%ct", "--", pattern).strip() or 0)


def write() -> None:
    """Write everything into dist/."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    run(sys.executable, "-m", "build", "--outdir", DIST, ROOT)
    packages = sorted({one for system in SYSTEMS for one in carried(write_kit(system))})
    bom = json.dumps(sbom(packages), ensure_ascii=False, indent=1)
    (DIST / "sbom.json").write_text(f"{bom}\n", "utf-8")
    (DIST / "LICENSES.txt").write_text(licences(packages), "utf-8")
    (DIST / SUMS).write_text(sums(DIST), "utf-8")
    print(f"安装包里有 {len(packages)} 个程序包。")


def write_kit(system: str) -> Path:
    """Write the kit for one kind of computer."""
    kit = DIST / f"zipingbiao-kit-{__version__}-{system}.zip"
    python = os.environ.get(f"PYTHON_{system.upper()}")
    words = ["--python", python] if python else []
    zpb = (sys.executable, "-m", "zipingbiao.cli")
    run(*zpb, "addin", "kit", "-o", kit, "--system", system, *words)
    return kit


def sign() -> None:
    """Sign the sums with the releaser's own key, or say that they are not signed."""
    key = os.environ.get("SIGN")
    if not key:
        print(f"{SUMS} 没有签名；要签名请用 make release SIGN=您的密钥。")
        return
    signature = DIST / f"{SUMS}.asc"
    gpg = ("gpg", "--batch", "--yes", "--local-user", key, "--armor")
    run(*gpg, "--output", signature, "--detach-sign", DIST / SUMS)
    print(f"已用 {key} 签名：{signature.name}")


# The try


#: What a user does first. Checking finds what was planted: exit status 1.
FIRST = (
    "version",
    "check 演示/报送",
    "merge 演示/报送 -o 汇总.xlsx --roster 演示/应报单位名单.csv",
    "addin build -o zipingbiao.xlam",
    "explain ZPB001",
)


def attempt() -> None:
    """Install the wheel where nothing of ours is, and walk the first minute of a user."""
    [wheel] = DIST.glob("*.whl")
    with tempfile.TemporaryDirectory(prefix="zpb-release-") as name:
        folder = Path(name)
        venv.create(folder / "venv", with_pip=True)
        scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        home = folder / "home"
        alone = {key: value for key, value in os.environ.items() if key[:6] != "PYTHON"}
        there = partial(run, cwd=folder, env={**alone, "ZPB_HOME": str(home)})
        install = partial(there, scripts / "python", "-m", "pip", "install", "-qq")
        zpb = partial(there, scripts / "zpb", well=(0, 1))
        install(f"{wheel}[serve]")
        zpb("demo", "演示")
        one = next((folder / "演示" / "报送").iterdir())
        zpb("learn", one, "-o", home / "templates" / "mou-xian")
        (home / "settings.json").write_text("{}\n", "utf-8")
        for line in FIRST:
            zpb(*line.split())
        look(scripts / "zpb", folder, alone)
        install("--force-reinstall", "--no-deps", wheel)
        if "mou-xian" not in zpb("layouts") or not (home / "settings.json").is_file():
            raise SystemExit("升级以后，用户自己的版式或设置不在了。")
        site = folder / "venv" / "share" / "zipingbiao" / "site"
        if not (site / "index.html").is_file():
            raise SystemExit("程序包里没有手册的网页。")
    print("程序包在空的环境里装好，演示、检查、汇总、页面、升级都能用。")


def look(zpb: Path, folder: Path, alone: Mapping[str, str]) -> None:
    """Serve the page, look at it, end it."""
    words = [str(zpb), "serve", "--port", "18944"]
    env = {**alone, "ZPB_HOME": str(folder / "served"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, cwd=folder, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = (re.search(r"http\S+", line) for line in process.stdout)
            link = next(one[0] for one in found if one)
            answer = build_opener(HTTPCookieProcessor()).open(link, timeout=_PATIENCE).read()
        finally:
            process.terminate()
    if "自评表" not in answer.decode("utf-8"):
        raise SystemExit("页面打不开。")


def main() -> None:
    """Write the release and try it."""
    if old := stale():
        print(f"这些是在图片之后改的，改后没有运行过 make pictures 的请运行：{'、'.join(old)}。")
    write()
    sign()
    attempt()
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    if f"## [{__version__}]" not in changes:
        print(f"更新记录里还没有 {__version__} 一节，请把「未发布」改成它。")
    for path in sorted(DIST.iterdir()):
        print(f"{path.stat().st_size / 1024 / 1024:8.2f} MB  dist/{path.name}")


if __name__ == "__main__":
    main()
