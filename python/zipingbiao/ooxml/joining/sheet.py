"""A worksheet part as it is written in another workbook: styles, texts, formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.parts import children, root_of
from zipingbiao.ooxml.joining.source import Reach
from zipingbiao.ooxml.joining.styles import Adopted
from zipingbiao.ooxml.moving import plan_part

#: What only the workbook that a sheet comes from can serve.
_LEFT_BEHIND = frozenset({"customSheetViews", "phoneticPr", "dataConsolidate", "webPublishItems"})
#: Extensions of sheets that hang on the workbook.
_FOREIGN_EXTENSIONS = ("slicerList", "timelineRefs")
#: What goes as a whole where its formula reads a sheet that is left behind: element → its list.
_JUDGED = {
    "dataValidation": "dataValidations",
    "cfRule": "conditionalFormatting",
    "sparkline": "sparklines",
}
#: What goes when nothing stands in it any more.
_LISTS = frozenset((
    *_JUDGED.values(), "hyperlinks", "tableParts", "controls", "oleObjects", "ext", "extLst",
    "conditionalFormattings", "sparklineGroup", "sparklineGroups",
))  # fmt: skip
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2"})
_CELL_SETTINGS = ("cm", "vm", "ph")


@dataclass(slots=True)
class TakenSheet:
    """A worksheet part in its new words. ``frozen`` formulas became their values.

    ``blank`` ones had none, as they were never calculated;
    ``formulas`` are those that stay; ``lost`` the conditions and lists of choices that do not.
    """

    xml: str = ""
    frozen: int = 0
    blank: int = 0
    lost: int = 0
    formulas: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SheetTaker:
    """Rewrites sheets of one workbook for another. ``texts``: the shared texts of the one."""

    texts: Sequence[str]
    styles: Adopted
    reach: Reach

    def take(self, part: str, xml: str, home: str, dropped: frozenset[str]) -> TakenSheet:
        """The sheet ``home`` in its new words. ``dropped``: keys of relationships that are gone."""
        taken = TakenSheet()
        tokens = xmltext.tokens(xml)
        root = root_of(tokens)
        made = [*tokens[: root + 1]]
        behind = root + 1
        for start, end, name in children(tokens, root):
            made += tokens[behind:start]
            made += self._child(tokens[start:end], name, home, taken, dropped)
            behind = end
        text = "".join((*made, *tokens[behind:]))
        names = self.reach.renaming
        if "!" in text or names.tables:
            text = plan_part(part, text, home).renamed(names)
        taken.xml = text
        return taken

    def _child(
        self,
        xml: list[str],
        name: str,
        home: str,
        taken: TakenSheet,
        dropped: frozenset[str],
    ) -> list[str]:
        if name in _LEFT_BEHIND:
            return []
        if name == "sheetData":
            return self._data(xml, home, taken)
        for index, element in list(xmltext.starts(xml)):
            xml[index] = self._tag(xml[index], element)
        if name in ("dataValidations", "conditionalFormatting", "extLst"):
            return self._judged(xml, home, taken)
        if name == "hyperlinks":
            return _without_empty(_without(xml, lambda part: self._leads_out(part, home), taken))
        if dropped and name in ("legacyDrawing", "tableParts", "controls", "oleObjects"):
            return _without_empty(_without(xml, lambda part: _hangs_on(part, dropped), taken))
        return xml

    def _tag(self, tag: str, name: str) -> str:
        match name:
            case "col":
                return self._styled(tag, "style")
            case "sheetPr":
                return xmltext.with_attribute(tag, "codeName", None)
            case "sheetView":
                tag = xmltext.with_attribute(tag, "tabSelected", None)
                return xmltext.with_attribute(tag, "workbookViewId", "0")
            case "cfRule" | "colorFilter" | "sortCondition":
                return self._conditioned(tag, "dxfId")
            case "pageSetup":
                # Page numbers run through.
                tag = xmltext.with_attribute(tag, "firstPageNumber", None)
                return xmltext.with_attribute(tag, "useFirstPageNumber", None)
        return tag

    def _styled(self, tag: str, name: str) -> str:
        number = xmltext.attribute(tag, name)
        if number is None:
            return tag
        known = self.styles.cells
        at = xmltext.whole(tag, name)
        return xmltext.with_attribute(tag, name, str(known[at if at < len(known) else 0]))

    def _conditioned(self, tag: str, name: str) -> str:
        if xmltext.attribute(tag, name) is None:
            return tag
        known, at = self.styles.conditions, xmltext.whole(tag, name)
        return xmltext.with_attribute(tag, name, str(known[at]) if at < len(known) else None)

    # Cells

    def _data(self, xml: list[str], home: str, taken: TakenSheet) -> list[str]:
        frozen = self._frozen_shares(xml, home)
        made: list[str] = []
        index = 0
        while index < len(xml):
            token = xml[index]
            name = xmltext.local_name(token) if xmltext.is_start(token) else ""
            if name == "c":
                end = xmltext.element_end(xml, index)
                made += self._cell(xml[index:end], home, frozen, taken)
                index = end
                continue
            made.append(self._styled(token, "s") if name == "row" else token)
            index += 1
        return made

    def _frozen_shares(self, xml: Sequence[str], home: str) -> frozenset[str]:
        """The numbers of shared formulas that read what is left behind."""
        found = set()
        for index, name in xmltext.starts(xml):
            if name == "f" and xmltext.attribute(xml[index], "t") == "shared":
                text = xmltext.text_at(xml, index)[1]
                if text and not self.reach.keeps(text, home):
                    found.add(xmltext.attribute(xml[index], "si") or "")
        return frozenset(found)

    def _cell(
        self, xml: list[str], home: str, frozen: frozenset[str], taken: TakenSheet
    ) -> list[str]:
        tag = self._styled(xml[0], "s")
        for name in _CELL_SETTINGS:
            tag = xmltext.with_attribute(tag, name, None)
        at = xmltext.find(xml, "f")
        if at is not None:
            text = xmltext.text_at(xml, at)[1]
            shared = xmltext.attribute(xml[at], "si") if not text else None
            if shared in frozen if shared is not None else not self.reach.keeps(text, home):
                del xml[at : xmltext.element_end(xml, at)]
                value = xmltext.find(xml, "v")
                if value is None or not xmltext.text_at(xml, value)[1]:
                    taken.blank += 1
                else:
                    taken.frozen += 1
                at = None
            elif text:
                taken.formulas.append(text)
        kind = xmltext.attribute(tag, "t")
        if kind == "s" or (kind == "str" and at is None):
            return self._with_own_text(tag, xml, kind)
        return [tag, *xml[1:]]

    def _with_own_text(self, tag: str, xml: Sequence[str], kind: str) -> list[str]:
        """A cell that holds its text itself."""
        at = xmltext.find(xml, "v")
        value = xmltext.text_at(xml, at)[1] if at is not None else ""
        prefix = xmltext.prefix_of(tag)
        if kind == "s":
            number = int(value) if value.strip().isdecimal() else len(self.texts)
            markup = self.texts[number] if number < len(self.texts) else ""
            markup = _prefixed(markup, prefix) if prefix else markup
        else:
            kept = f'<{prefix}t xml:space="preserve">{xmltext.escape(value)}</{prefix}t>'
            markup = kept if value else ""
        if not markup:
            tag = xmltext.with_attribute(tag, "t", None)
            return [tag] if xmltext.is_empty(tag) else [tag, xml[-1]]
        tag = xmltext.with_attribute(tag, "t", "inlineStr")
        return [tag, f"<{prefix}is>{markup}</{prefix}is>", xml[-1]]

    # What hangs on formulas

    def _judged(self, xml: list[str], home: str, taken: TakenSheet) -> list[str]:
        made = _without_empty(_without(xml, lambda part: self._is_lost(part, home), taken))
        for index, name in xmltext.starts(made):
            if name in _FORMULAS:
                taken.formulas.append(xmltext.text_at(made, index)[1])
        return made

    def _is_lost(self, part: Sequence[str], home: str) -> bool:
        name = xmltext.local_name(part[0])
        if name == "ext":
            return any(kind in _FOREIGN_EXTENSIONS for _, kind in xmltext.starts(part))
        if name not in _JUDGED:
            return False
        return not all(
            self.reach.keeps(xmltext.text_at(part, index)[1], home)
            for index, kind in xmltext.starts(part)
            if kind in _FORMULAS
        )

    def _leads_out(self, part: Sequence[str], home: str) -> bool:
        place = xmltext.attribute(part[0], "location")
        named = xmltext.local_name(part[0]) == "hyperlink" and place
        return bool(named) and not self.reach.keeps(place or "", home)


def _hangs_on(part: Sequence[str], dropped: frozenset[str]) -> bool:
    found = xmltext.attributes(part[0])
    return any(one.name.endswith(":id") and one.value in dropped for one in found)


def _without(
    xml: Sequence[str], is_gone: Callable[[Sequence[str]], bool], taken: TakenSheet
) -> list[str]:
    """The tokens without the elements that are gone, which are counted; lists count anew."""
    made: list[str] = []
    index = gone = 0
    while index < len(xml):
        if xmltext.is_start(xml[index]):
            end = xmltext.element_end(xml, index)
            if is_gone(xml[index:end]):
                gone += 1
                index = end
                continue
        made.append(xml[index])
        index += 1
    taken.lost += gone
    return made if not gone else list(_recounted(made))


def _recounted(xml: Sequence[str]) -> Iterator[str]:
    for index, token in enumerate(xml):
        if xmltext.is_start(token) and xmltext.attribute(token, "count") is not None:
            inside = 0 if xmltext.is_empty(token) else len(children(list(xml), index))
            yield xmltext.with_attribute(token, "count", str(inside))
        else:
            yield token


def _without_empty(xml: list[str]) -> list[str]:
    """The tokens without lists in which nothing stands any more."""
    while True:
        found = next(
            (
                (index, xmltext.element_end(xml, index))
                for index, name in xmltext.starts(xml)
                if name in _LISTS and not _holds(xml, index, name)
            ),
            None,
        )
        if found is None:
            return xml
        del xml[slice(*found)]


def _holds(xml: list[str], start: int, name: str) -> bool:
    if xmltext.is_empty(xml[start]):
        return False
    inside = {kind for _, _, kind in children(xml, start)}
    needed = {"conditionalFormatting": "cfRule", "sparklineGroup": "sparklines"}.get(name)
    return needed in inside if needed else bool(inside)


def _prefixed(markup: str, prefix: str) -> str:
    """Markup without prefixes, with one."""
    made = []
    for token in xmltext.tokens(markup):
        if token.startswith("</"):
            token = f"</{prefix}{token[2:]}"
        elif token.startswith("<"):
            token = f"<{prefix}{token[1:]}"
        made.append(token)
    return "".join(made)
