"""docs/评分办法.md tells of every profile and every key; run this file to write its table anew."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from zipingbiao.scoring.profile import load_profile, profile_names
from zipingbiao.scoring.profile_keys import ABOUT, KNOWN, TABLES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "评分办法.md"
SUBJECTS = {"project": "项目", "department": "部门整体"}
TABLE = re.compile(r"(\| 代号 \|.*\n\| --- .*\n)((?:\|.*\n)*)")


def rows() -> Iterator[str]:
    """A row for each profile: what it is, and what it says that others do not."""
    for name in profile_names():
        one = load_profile(name)
        said = tomllib.loads((ROOT / "templates" / "profiles" / f"{name}.toml").read_text("utf-8"))
        own = [key for key in said if key not in ABOUT and key not in ("extends", "sources")]
        what = "全部" if "extends" not in said else "、".join(f"`{key}`" for key in own)
        subject = SUBJECTS[one.subject]
        yield f"| `{name}` | {one.region} | {subject} | {one.years_text} | {what} |\n"


def page() -> str:
    """What the page should be."""
    return TABLE.sub(lambda found: found[1] + "".join(rows()), PAGE.read_text("utf-8"))


def test_the_table_of_profiles_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == page(), "运行 python tests/scoring/test_profile_page.py"


def test_every_key_of_a_profile_is_told() -> None:
    told = set(re.findall(r"^\| `\[?(\w+)\]?` \|", PAGE.read_text("utf-8"), flags=re.M))
    assert set(KNOWN) <= told
    assert set(TABLES) <= told


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
