"""Profiles by name or file: ``templates/profiles/<name>.toml``; a user's file may extend one."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from zipingbiao.places import FOLDER_VARIABLE
from zipingbiao.scoring.profile_model import Profile

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DEFAULT", "Profile", "load_profile", "profile_names"]

#: The profile where none is named.
DEFAULT = "national"


def load_profile(name: str | Path = DEFAULT) -> Profile:
    """A profile by its name, or from a TOML file. Raises ProfileError with all its mistakes."""
    text = str(name)
    if text.endswith(".toml") or os.sep in text or "/" in text:
        return _from_file(os.path.abspath(text), _changed(text))
    return _by_name(text, os.environ.get(FOLDER_VARIABLE))


def profile_names() -> tuple[str, ...]:
    """The names of all profiles in the folders of templates, sorted."""
    from zipingbiao.scoring.profile_reading import known_profiles

    return known_profiles()


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=64)
def _by_name(name: str, folder: str | None) -> Profile:
    from zipingbiao.scoring.profile_reading import read_profile

    return read_profile(name)


@lru_cache(maxsize=64)
def _from_file(path: str, changed: int) -> Profile:
    from zipingbiao.scoring.profile_reading import read_profile

    return read_profile(path)
