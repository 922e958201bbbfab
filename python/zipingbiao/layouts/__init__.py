"""The official layouts: the folders in ``templates/``, and whatever folders a user adds."""

from __future__ import annotations

from zipingbiao.layouts.catalogue import (
    broken_layouts,
    build_reader,
    find_layouts,
    form_reader,
    get_layout,
    load_layout,
    offered,
    usual_profile,
    whole_unit_layouts,
)
from zipingbiao.layouts.layout import Layout
from zipingbiao.places import FOLDER_VARIABLE, template_folders

__all__ = [
    "FOLDER_VARIABLE",
    "Layout",
    "broken_layouts",
    "build_reader",
    "find_layouts",
    "form_reader",
    "get_layout",
    "load_layout",
    "offered",
    "template_folders",
    "usual_profile",
    "whole_unit_layouts",
]
