"""The kit holds all that a bare Windows PC needs, and its own installer puts it there."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from machines import program
from zipingbiao import __version__
from zipingbiao.addin import kit as kits
from zipingbiao.addin import unpacking, wheel
from zipingbiao.addin.building import build_xlam
from zipingbiao.addin.excel_checks import addin_config
from zipingbiao.addin.kit import FOLDER, embedded, fetch_wheels, missing, script, write_kit
from zipingbiao.addin.unpacking import NotInstalledError, install, unpack
from zipingbiao.errors import CallError, OutputError

#: What pip would bring, each with what it needs.
INDEX = {
    "jinja2": ["MarkupSafe>=2.0", 'Babel>=2.7; extra == "i18n"'],
    "markupsafe": [],
    "pandas": ['tzdata; sys_platform == "win32"', 'tzdata; sys_platform == "emscripten"'],
    "tzdata": [],
    "xlwings": ['appscript>=1.0.1; platform_system == "Darwin"', "pywin32; os_name == 'nt'"],
    "pywin32": [],
}
REQUIRED = ("jinja2>=3.1.6", "pandas>=3.0", "xlwings==0.37.8")


def zipped(files: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def a_wheel(name: str, needs: Sequence[str] = (), files: Mapping[str, bytes] = {}) -> bytes:
    lines = "".join(f"Requires-Dist: {one}\n" for one in needs)
    return zipped({
        f"{name}/__init__.py": b"",
        f"{name}-1.0.dist-info/METADATA": f"Name: {name}\n{lines}".encode(),
        **files,
    })  # fmt: skip


def fetch(requirements: Sequence[str], version: str, folder: Path) -> None:
    """As pip does on Linux: what only Windows needs does not come of itself."""
    for one in requirements:
        name = re.split("[<>=]", one)[0].lower()
        target = folder / f"{name}-1.0-cp{version.replace('.', '')}-none-win_amd64.whl"
        if not target.exists():
            target.write_bytes(a_wheel(name, INDEX[name]))
            fetch([need for need in INDEX[name] if ";" not in need], version, folder)


@pytest.fixture(autouse=True)
def _requirements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheel, "requirements", lambda *_: REQUIRED)


@pytest.fixture
def python_zip(tmp_path: Path) -> Path:
    """As Windows' embeddable Python: on Linux it starts the Python of the tests."""
    path = tmp_path / "python-3.12.9-embed-amd64.zip"
    files = {
        "python.exe": program(64),
        "python312._pth": b"python312.zip\r\n.\r\n\r\n# run site.main()\r\n#import site\r\n",
        "python312.zip": b"PK",
    }
    path.write_bytes(zipped(files))
    return path


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert all(name.startswith(f"{FOLDER}/") for name in archive.namelist())
        return {name.removeprefix(f"{FOLDER}/"): archive.read(name) for name in archive.namelist()}


def test_the_kit_holds_everything(tmp_path: Path) -> None:
    out = tmp_path / "kit.zip"
    told = write_kit(out, fetch=fetch)
    files = contents(out)
    names = {Path(name).name.partition("-")[0] for name in files if name.startswith("wheels/")}
    assert names == {*INDEX, "zipingbiao"}
    assert {"install.cmd", "doctor.cmd", "uninstall.cmd", "install.py", "安装说明.txt"} <= set(
        files
    )
    assert told.size == out.stat().st_size
    assert len(told.wheels) == len(names)
    assert (told.python, told.with_python) == ("3.11", False)


def test_the_addin_in_the_kit_fits_every_user(tmp_path: Path) -> None:
    write_kit(tmp_path / "kit.zip", fetch=fetch)
    config = addin_config(contents(tmp_path / "kit.zip")["zipingbiao.xlam"])
    assert config == {"VERSION": __version__, "INTERPRETER": kits.INTERPRETER}


def test_two_kits_are_equal(tmp_path: Path) -> None:
    kept = tmp_path / "wheels"
    kept.mkdir()
    fetch([*REQUIRED, "pywin32", "tzdata"], "3.11", kept)

    def again(_: Sequence[str], __: str, folder: Path) -> None:
        shutil.copytree(kept, folder, dirs_exist_ok=True)

    for name in ("a.zip", "b.zip"):
        write_kit(tmp_path / name, fetch=again)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_python_that_is_given_decides_the_version(tmp_path: Path, python_zip: Path) -> None:
    told = write_kit(tmp_path / "kit.zip", python_zip, fetch)
    files = contents(tmp_path / "kit.zip")
    assert (told.python, told.with_python) == ("3.12", True)
    assert files["python/python.exe"] == program(64)
    assert any("-cp312-" in name for name in files)
    assert b"py -3.12 " in files["install.cmd"]
    assert "已在安装包里" in files["安装说明.txt"].decode("utf-8-sig")


def test_scripts_are_ascii_and_the_guide_is_one_page(tmp_path: Path) -> None:
    write_kit(tmp_path / "kit.zip", fetch=fetch)
    files = contents(tmp_path / "kit.zip")
    for name in ("install.cmd", "doctor.cmd", "uninstall.cmd"):
        text = files[name].decode("ascii")
        assert text.count("\r\n") == text.count("\n")
        assert "say " not in text
        assert "{{" not in text
        labels = set(re.findall(r"^:(\w+)", text, re.M))
        assert set(re.findall(r"\bgoto (\w+)", text)) == labels
        assert max(map(len, text.splitlines())) < 8191
    guide = files["安装说明.txt"]
    assert guide.startswith(b"\xef\xbb\xbf")
    assert guide.count(b"\r\n") == guide.count(b"\n") < 50
    assert "{{" not in guide.decode()


def test_a_sentence_survives_the_way_into_a_script() -> None:
    text = script("@echo off\nsay 没有 %NAME%，请先装。\n")
    numbers = re.findall(r"\[char\[\]\]\(([\d,]+)\)", text)
    told = ["".join(chr(int(one)) for one in group.split(",")) for group in numbers]
    assert told == ["没有 ", "，请先装。"]
    assert "+'%NAME%'+" in text


# Wheels


def test_what_only_windows_needs_is_seen(tmp_path: Path) -> None:
    for name in ("xlwings", "pandas", "jinja2"):
        (tmp_path / f"{name}-1.0-py3-none-any.whl").write_bytes(a_wheel(name, INDEX[name]))
    assert missing(tmp_path) == {"pywin32", "tzdata", "markupsafe"}


def test_what_cannot_be_had_is_named(tmp_path: Path) -> None:
    def poor(requirements: Sequence[str], version: str, folder: Path) -> None:
        fetch([one for one in requirements if one != "tzdata"], version, folder)

    with pytest.raises(OutputError, match="还缺程序包：tzdata"):
        write_kit(tmp_path / "kit.zip", fetch=poor)
    assert not (tmp_path / "kit.zip").exists()


@pytest.mark.parametrize(
    ("script_text", "told"),
    [
        ("import sys; sys.exit('ERROR: No matching distribution found for x')", "No matching"),
        ("import sys; sys.exit(3)", "没有说明原因"),
    ],
)
def test_a_failed_download_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script_text: str, told: str
) -> None:
    fake = tmp_path / "python"
    fake.write_text(f"#!{sys.executable}\n{script_text}\n")
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    with pytest.raises(CallError, match=told) as caught:
        fetch_wheels(["x"], "3.11", tmp_path)
    assert "请检查网络" in caught.value.cure


def test_pip_is_asked_for_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(words: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(words)
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr("subprocess.run", run)
    fetch_wheels(["jinja2>=3.1.6", "pywin32"], "3.11", tmp_path)
    [words] = asked
    assert {"--only-binary=:all:", "win_amd64", "3.11", "jinja2>=3.1.6", "pywin32"} <= set(words)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallError, match=r"以 \.zip 结尾"):
        write_kit(tmp_path / "kit.exe", fetch=fetch)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"readme.txt": b""}, "不是 Windows 的嵌入式 Python"),
        ({"python.exe": program(64), "python310._pth": b""}, "版本太旧"),
        ({"python.exe": program(32), "python311._pth": b""}, "不是 64 位"),
        ({"python.exe": b"#!/bin/sh", "python311._pth": b""}, "不是 64 位"),
    ],
)
def test_another_python_is_refused(tmp_path: Path, files: dict[str, bytes], told: str) -> None:
    path = tmp_path / "python.zip"
    path.write_bytes(zipped(files))
    with pytest.raises(CallError, match=told) as caught:
        embedded(path)
    assert "embeddable" in caught.value.cure


def test_no_zip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="打不开"):
        embedded(tmp_path / "nothing.zip")
    (tmp_path / "python.zip").write_bytes(b"PK\3\4 and no more")
    with pytest.raises(CallError, match="不是完好的 zip"):
        embedded(tmp_path / "python.zip")


# Our own wheel


def test_what_is_required_is_asked_of_the_installed_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    lines = [
        "jinja2>=3.1.6",
        'xlwings==0.37.8; extra == "excel"',
        "pywin32>=306 ; platform_system == 'Windows' and extra == 'excel'",
        'waitress>=3.0.2; extra == "serve"',
        'mypy>=2; extra == "lint"',
    ]
    monkeypatch.setattr("importlib.metadata.requires", lambda _: lines)
    wanted = ("jinja2>=3.1.6", "xlwings==0.37.8", "pywin32>=306", "waitress>=3.0.2")
    assert wheel.requirements() == wanted


def test_a_program_that_was_never_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.undo()
    monkeypatch.setattr("importlib.metadata.requires", missing)
    with pytest.raises(CallError, match="pip install"):
        wheel.requirements()


def test_our_wheel_runs_from_where_the_kit_unpacks_it(tmp_path: Path) -> None:
    path = tmp_path / wheel.NAME
    path.write_bytes(wheel.own_wheel())
    unpack(path, tmp_path / "python", tmp_path / "python" / "Lib")
    code = (
        f"import sys; sys.prefix = {str(tmp_path / 'python')!r}; "
        f"sys.path.insert(0, {str(tmp_path / 'python' / 'Lib')!r}); "
        "from zipingbiao.cli import main; main(['layouts']); "
        "main(['addin', 'build', '-o', 'a.xlam'])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "national-project" in done.stdout
    assert (tmp_path / "a.xlam").read_bytes() == build_xlam({})


def test_our_wheel_says_what_it_holds() -> None:
    with zipfile.ZipFile(io.BytesIO(wheel.own_wheel())) as archive:
        record = archive.read(f"zipingbiao-{__version__}.dist-info/RECORD").decode().splitlines()
        assert [line.split(",")[0] for line in record] == archive.namelist()
        told = archive.read(f"zipingbiao-{__version__}.dist-info/METADATA").decode()
    assert "Requires-Dist: xlwings==0.37.8\n" in told
    assert not [line for line in record if "__pycache__" in line]


# The installer on the bare PC


@pytest.fixture
def unpacked(tmp_path: Path, python_zip: Path) -> Path:
    """The kit as the user has unpacked it; its Python notes how it is called."""
    write_kit(tmp_path / "kit.zip", python_zip, fetch)
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / FOLDER
    interpreter = folder / "python" / "python.exe"
    interpreter.write_text('#!/bin/sh\necho "$@" >> "${0%/*}/../calls"\n')
    interpreter.chmod(0o755)
    return folder


def test_the_installer_installs_and_has_the_addin_installed(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "Local" / "zipingbiao"
    done = subprocess.run(
        [sys.executable, "-I", unpacked / "install.py"],
        env={**os.environ, "LOCALAPPDATA": str(home.parent)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (home / "calls").read_text().splitlines() == [
        "-m zipingbiao.cli addin install",
        "-m zipingbiao.cli addin doctor",
    ]
    assert sorted(path.name for path in home.iterdir()) == [
        "calls",
        "doctor.cmd",
        "python",
        "uninstall.cmd",
    ]
    packages = home / "python" / "Lib" / "site-packages"
    assert (packages / "zipingbiao" / "cli" / "addin.py").is_file()
    assert (packages / "jinja2" / "__init__.py").is_file()
    assert (home / "python" / "share" / "zipingbiao" / "macros").is_dir()
    assert list((packages / "zipingbiao").rglob("*.pyc"))
    assert (home / "python" / "zpb.cmd").read_bytes() == (
        b'@"%~dp0python.exe" -m zipingbiao.cli %*\r\n'
    )
    assert (home / "python" / "python312._pth").read_text("utf-8").split("\n") == [
        "python312.zip",
        ".",
        "Lib\\site-packages",
        "import site",
        "",
    ]


def test_a_newer_kit_takes_the_place_of_an_older(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "python" / "old").mkdir(parents=True)
    (home / "设置.xlsx").touch()
    install(unpacked, home)
    assert not (home / "python" / "old").exists()
    assert (home / "设置.xlsx").exists()
    assert not [path for path in home.iterdir() if path.suffix in (".new", ".old")]


def test_while_excel_runs_the_old_installation_stays(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "python" / "old").mkdir(parents=True)

    def held(_: Path, __: object) -> Path:
        raise PermissionError(13, "另一个程序正在使用此文件")

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(NotInstalledError, match="请关闭全部 Excel、WPS 窗口"):
        install(unpacked, home)
    assert [path.name for path in home.iterdir()] == ["python"]
    assert (home / "python" / "old").is_dir()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda kit: shutil.rmtree(kit / "wheels"), "没有 wheels"),
        (lambda kit: (kit / "wheels" / "a-1-py3-none-any.whl").write_bytes(b"PK"), "已损坏"),
        (
            lambda kit: (kit / "wheels" / "a-1-py3-none-any.whl").write_bytes(
                a_wheel("a", files={"../../evil.py": b""})
            ),
            "不该有的路径",
        ),
    ],
)
def test_a_spoiled_kit_installs_nothing(
    unpacked: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], object],
    told: str,
) -> None:
    spoil(unpacked)
    monkeypatch.setattr(unpacking, "__file__", str(unpacked / "install.py"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert unpacking.main() == 1
    out = capsys.readouterr().out
    assert told in out
    assert "请" in out
    assert not (tmp_path / "Local" / "zipingbiao" / "python").exists()
    assert not list(tmp_path.rglob("evil.py"))


def test_a_full_disk_is_told(
    unpacked: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "磁盘空间不足", "D:\\x")

    monkeypatch.setattr(unpacking, "__file__", str(unpacked / "install.py"))
    monkeypatch.setattr("shutil.copytree", full)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert unpacking.main() == 1
    assert "D:\\x：磁盘空间不足" in capsys.readouterr().out
    monkeypatch.delenv("LOCALAPPDATA")
    assert unpacking.main() == 1
    assert "LOCALAPPDATA" in capsys.readouterr().out


def test_a_python_that_may_not_run_is_told(
    unpacked: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (unpacked / "python" / "python.exe").chmod(0o644)
    monkeypatch.setattr(unpacking, "__file__", str(unpacked / "install.py"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert unpacking.main() == 1
    assert "安全策略" in capsys.readouterr().out


def test_data_goes_beside_python_and_scripts_nowhere(tmp_path: Path) -> None:
    files = {
        "xlwings-1.0.data/data/xlwings64-1.0.dll": b"dll",
        "xlwings-1.0.data/platlib/xlwings/fast.pyd": b"pyd",
        "xlwings-1.0.data/scripts/post.py": b"",
    }
    path = tmp_path / "xlwings-1.0-py3-none-any.whl"
    path.write_bytes(a_wheel("xlwings", files=files))
    unpack(path, tmp_path / "root", tmp_path / "root" / "Lib")
    assert (tmp_path / "root" / "xlwings64-1.0.dll").read_bytes() == b"dll"
    assert (tmp_path / "root" / "Lib" / "xlwings" / "fast.pyd").read_bytes() == b"pyd"
    assert not list(tmp_path.rglob("post.py"))


# Without a Python in the kit


def a_kit(folder: Path, tag: str) -> Path:
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / f"a-1-{tag}-win_amd64.whl").write_bytes(a_wheel("a"))
    for name in ("doctor.cmd", "uninstall.cmd"):
        (folder / name).touch()
    return folder


def running_tag() -> str:
    return f"cp3{sys.version_info[1]}-cp3{sys.version_info[1]}"


def test_the_python_of_the_pc_gets_an_environment_of_its_own(tmp_path: Path) -> None:
    found = install(a_kit(tmp_path / "kit", running_tag()), tmp_path / "home")
    assert found == tmp_path / "home" / "python" / "Scripts" / "python.exe"
    assert (tmp_path / "home" / "python" / "pyvenv.cfg").is_file()
    assert (tmp_path / "home" / "python" / "Lib" / "site-packages" / "a").is_dir()
    assert b"Scripts\\python.exe" in (tmp_path / "home" / "python" / "zpb.cmd").read_bytes()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("version_info", (3, 99, 0), "这里是 3.99"),
        ("maxsize", 2**31 - 1, "32 位"),
        ("base_prefix", r"C:\Program Files\WindowsApps\Python", "Microsoft Store"),
    ],
)
def test_a_python_that_does_not_fit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: object, told: str
) -> None:
    kit = a_kit(tmp_path / "kit", running_tag())
    monkeypatch.setattr(sys, name, value)
    with pytest.raises(NotInstalledError, match=told):
        install(kit, tmp_path / "home")


# Really


@pytest.mark.skipif(
    not os.environ.get("ZPB_NETWORK"), reason="要联网下载程序包，手工运行：ZPB_NETWORK=1"
)
def test_a_real_kit_has_every_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs = ("jinja2>=3.1.6", "openpyxl>=3.1.5", "pandas>=3.0", "xlrd>=2.0.2", "xlwings==0.37.8")
    monkeypatch.setattr(wheel, "requirements", lambda *_: needs)
    told = write_kit(tmp_path / "kit.zip")
    names = {name.partition("-")[0].lower() for name in told.wheels}
    assert {"pywin32", "tzdata", "numpy", "zipingbiao"} <= names
    print(f"\n{told.size / 2**20:.1f} MB，{'、'.join(told.wheels)}")
