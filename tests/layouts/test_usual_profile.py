"""How a layout's forms are scored where nobody says otherwise."""

from __future__ import annotations

from zipingbiao.layouts import usual_profile


def test_a_layout_names_its_profile_and_an_unknown_one_has_the_national() -> None:
    assert usual_profile("hebei-project").id == "hebei"
    assert usual_profile("other").id == "national"
