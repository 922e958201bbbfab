"""Profiles by name or file: ``templates/profiles/<name>.toml``; a user's file may extend one."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from zipingbiao.places import FOLDER_VARIABLE
from zipingbiao.scoring.profile_model import Profile

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DEFAULT", "Profile", "in_force", "load_profile", "profile_names", "said_instead"]

#: The profile where none is named.
DEFAULT = "national"


def load_profile(name: str | Path = DEFAULT) -> Profile:
    """A profile by its name, or from a TOML file. Raises ProfileError with all its mistakes."""
    text = str(name)
    if text.endswith(".toml") or os.sep in text or "/" in text:
        return _from_file(os.path.abspath(text), _changed(text))
    return _by_name(text, os.environ.get(FOLDER_VARIABLE))


def in_force(profile: Profile, year: int | None) -> Profile:
    """The profile for a year where ``profile`` was asked for.

    Itself where it covers the year; else another of its region and subject that does, the newest;
    else the national one.
    """
    if year is None or profile.covers(year):
        return profile
    folder = os.environ.get(FOLDER_VARIABLE)
    return _of_region(profile.region, profile.subject, year, folder)


def said_instead(asked: Profile, used: Profile, year: int | None) -> str:
    """Why a form is not scored by the profile that was asked for; "" where it is."""
    if used is asked:
        return ""
    return f"《{asked.title}》只管 {asked.years_text}，没有管 {year} 年度的，改用《{used.title}》。"


def profile_names() -> tuple[str, ...]:
    """The names of all profiles in the folders of templates, sorted."""
    from zipingbiao.scoring.profile_reading import known_profiles

    return known_profiles()


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except (OSError, ValueError):  # not there, or no name that a file may have
        return 0


@lru_cache(maxsize=64)
def _by_name(name: str, folder: str | None) -> Profile:
    from zipingbiao.scoring.profile_reading import read_profile

    return read_profile(name)


@lru_cache(maxsize=256)
def _of_region(region: str, subject: str, year: int, folder: str | None) -> Profile:
    known = (_by_name(name, folder) for name in profile_names())
    fit = [
        one
        for one in known
        if (one.region, one.subject) == (region, subject) and one.years and one.covers(year)
    ]
    return max(fit, key=lambda one: (one.years[0], one.id), default=_by_name(DEFAULT, folder))


@lru_cache(maxsize=64)
def _from_file(path: str, changed: int) -> Profile:
    from zipingbiao.scoring.profile_reading import read_profile

    return read_profile(path)
