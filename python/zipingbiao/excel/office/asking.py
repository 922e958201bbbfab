"""A window in which the user types one line: LibreOffice has none ready."""

from __future__ import annotations

from zipingbiao.excel.office.link import Link, Uno

#: Sizes in LibreOffice's units for dialogs, a quarter of a letter's width.
_WIDTH, _HEIGHT, _EDGE, _LINE = 220, 72, 6, 14
_OK, _CANCEL = 1, 2  # com.sun.star.awt.PushButtonType


def typed_line(link: Link, window: Uno, title: str, prompt: str) -> str | None:
    """What the user types; None where they cancel."""
    model = link.service("awt.UnoControlDialogModel")
    model.setPropertyValues(("Height", "Title", "Width"), (_HEIGHT, title, _WIDTH))
    wide = _WIDTH - 2 * _EDGE
    text = {"Label": prompt, "MultiLine": True}
    _add(model, "FixedText", "prompt", (_EDGE, _EDGE, wide, 2 * _LINE), text)
    _add(model, "Edit", "line", (_EDGE, _EDGE + 2 * _LINE, wide, _LINE), {})
    button, top = 50, _HEIGHT - _EDGE - _LINE
    for place, (name, label, kind) in enumerate((("cancel", "取消", _CANCEL), ("ok", "确定", _OK))):
        left = _WIDTH - (place + 1) * (button + _EDGE)
        own = {"DefaultButton": kind == _OK, "Label": label, "PushButtonType": kind}
        _add(model, "Button", name, (left, top, button, _LINE), own)
    dialog = link.service("awt.UnoControlDialog")
    dialog.setModel(model)
    try:
        dialog.createPeer(window.getToolkit(), window)
        dialog.getControl("line").setFocus()
        return str(dialog.getControl("line").getText()) if dialog.execute() else None
    finally:
        dialog.dispose()


def _add(
    dialog: Uno, kind: str, name: str, place: tuple[int, int, int, int], own: dict[str, object]
) -> None:
    """Put a part into a dialog; ``place`` is left, top, width, height."""
    part = dialog.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    left, top, width, height = place
    sizes = {"Height": height, "Name": name, "PositionX": left, "PositionY": top, "Width": width}
    values = dict(sorted({**own, **sizes}.items()))
    part.setPropertyValues(tuple(values), tuple(values.values()))
    dialog.insertByName(name, part)
