"""WPS's add-in: its ribbon, what its scripts know, and the scripts held against WPS's types."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from zipingbiao.addin import wps_files
from zipingbiao.addin.ribbon import shipped_layouts
from zipingbiao.excel.declaration import COMMANDS, GROUPS
from zipingbiao.places import resource_folder

ROOT = Path(__file__).resolve().parents[2]
TYPES = ROOT / "build" / "wps" / "node_modules"
_CUSTOM = "{http://schemas.microsoft.com/office/2006/01/customui}"
#: What add-ins in the field use of the vocabulary, and so each WPS is known to read.
_READ = {"customUI", "ribbon", "tabs", "tab", "group", "button", "menu"}
_CALLBACKS = {"onLoad", "onAction", "getImage"}


def elements() -> list[ElementTree.Element]:
    """The elements of the ribbon."""
    return list(ElementTree.fromstring(wps_files.generated_files()["ribbon.xml"]).iter())


def test_the_ribbon_keeps_to_what_wps_reads() -> None:
    assert {one.tag.removeprefix(_CUSTOM) for one in elements()} == _READ
    ids = Counter(one.attrib["id"] for one in elements() if "id" in one.attrib)
    assert max(ids.values()) == 1
    assert not any({"image", "imageMso"} & set(one.attrib) for one in elements())


def test_every_button_of_excel_is_there_with_the_same_words() -> None:
    found = {one.attrib["id"]: one for one in elements() if "id" in one.attrib}
    for command in COMMANDS:
        own = found[command.control]
        assert own.attrib["label"] == command.label
        assert own.attrib["supertip"] == command.supertip
        assert own.attrib["keytip"] == command.key
    assert [found[f"zpb.{group.id}"].attrib["label"] for group in GROUPS] == [
        group.label for group in GROUPS
    ]
    keys = [one.attrib["keytip"] for name, one in found.items() if name.count(".") == 2]
    assert len(keys) == len(set(keys)) == len(COMMANDS) + 1
    offered = [one for one in found if one.startswith("layout.")]
    assert offered == [f"layout.{layout}" for layout, _, _ in shipped_layouts()]


def test_callbacks_stand_in_the_script() -> None:
    script = (resource_folder("addin") / "wps" / "main.js").read_text("utf-8")
    named = {one.attrib[name] for one in elements() for name in _CALLBACKS & set(one.attrib)}
    assert named == {"OnAddinLoad", "OnAction", "GetImage"}
    assert all(f"\nfunction {name}(" in script for name in named)


def test_all_files_are_there_and_the_page_names_them() -> None:
    files = wps_files.addin_files(18620, "秘密")
    page = files["index.html"].decode()
    scripts = [name for name in files if name.endswith(".js")]
    assert sorted(scripts) == sorted(page.split('"')[at] for at in _sources(page))
    assert {"icons/new.png", "icons/check.png", "manifest.xml", "ribbon.xml"} <= set(files)
    told = files["config.js"].decode().removeprefix("var ZPB_CONFIG = ").removesuffix(";\n")
    assert json.loads(told) == {"port": 18620, "secret": "秘密"}


def _sources(page: str) -> list[int]:
    return [at + 1 for at, one in enumerate(page.split('"')) if one.endswith("<script src=")]


@pytest.mark.skipif(
    not (TYPES / "et-jsapi-declare").is_dir(),
    reason="没有安装 WPS 的类型声明（bash tools/prepare.sh wps，要 npm）",
)
def test_the_scripts_use_only_what_wps_declares(tmp_path: Path) -> None:
    """Published types of WPS, et-jsapi-declare; a misspelt member does not pass."""
    folder = resource_folder("addin") / "wps"
    good = [folder / "types.d.ts", folder / "declared.js"]
    good += [folder / name for name in wps_files.SCRIPTS if name.endswith(".js")]
    assert _compiled(tmp_path, good) == ""
    bad = tmp_path / "bad.js"
    bad.write_text('Application.ActiveWorkbook.SaveCopyTo("a.xlsx");\n', "utf-8")
    assert "SaveCopyTo" in _compiled(tmp_path, [*good, bad])


def _compiled(folder: Path, files: list[Path]) -> str:
    """What TypeScript has against some scripts."""
    declared = TYPES / "et-jsapi-declare" / "index.d.ts"
    # The declarations are looked for from where the file stands that refers to them.
    own = folder / "types.d.ts"
    text = files[0].read_text("utf-8").replace('types="et-jsapi-declare"', f'path="{declared}"')
    own.write_text(text, "utf-8")
    words = ["--allowJs", "--checkJs", "--noEmit", "--strict", "--skipLibCheck"]
    words += ["--typeRoots", str(folder)]
    words += ["--target", "es2019", "--lib", "es2020,dom", *map(str, [own, *files[1:]])]
    done = subprocess.run(
        [TYPES / ".bin" / "tsc", *words], capture_output=True, encoding="utf-8", timeout=120
    )
    return done.stdout
