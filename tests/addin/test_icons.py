"""addin/icons: a picture for every button, fresh, and to be told apart in both hosts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tooling import tool
from zipingbiao.excel.declaration import COMMANDS

pytest.importorskip("PIL.Image", reason="没有装 Pillow，跳过图标的测试")
draw_icons = tool("draw_icons")

PICTURES = [command.picture for command in COMMANDS]


def test_every_button_has_its_picture_and_no_other_is_there(root: Path) -> None:
    wanted = {f"{name}{ending}.png" for name in PICTURES for ending in draw_icons.SIZES}
    assert {path.name for path in (root / "addin" / "icons").iterdir()} == wanted
    assert set(draw_icons.DRAWINGS) == set(PICTURES)


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("ending", draw_icons.SIZES)
def test_a_picture_is_what_is_drawn(root: Path, picture: str, ending: str) -> None:
    path = root / "addin" / "icons" / f"{picture}{ending}.png"
    assert draw_icons.is_drawn(path, draw_icons.icon(picture, draw_icons.SIZES[ending]))


def test_small_pictures_can_be_told_apart() -> None:
    """No two have nearly the same shape at 16 pixels."""
    shapes = {name: draw_icons.icon(name, 16).getchannel("A").tobytes() for name in PICTURES}
    for one in PICTURES:
        for two in PICTURES:
            differing = sum(abs(a - b) > 128 for a, b in zip(shapes[one], shapes[two], strict=True))
            assert one == two or differing >= 20, f"{one} {two}"


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_fills_its_room_and_has_both_colours(picture: str) -> None:
    image = draw_icons.icon(picture, 64)
    left, top, right, bottom = image.getbbox()
    assert max(right - left, bottom - top) >= 52
    solid = {pixel[:3] for _, pixel in image.getcolors(9999) if pixel[3] == 255}
    assert {draw_icons.BLUE, draw_icons.ORANGE} <= solid
