"""首页 and 分析 of the summary workbook: what a director reads, with charts fed by its sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from drawing.form import A4, FOOTER, RATE, Style

_LINE = "#8EA9C1"
_BLUE, _GREEN, _RED = "#2F5C8F", "#7FB08A", "#C0504D"
_BOX: Style = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1,
               "border_color": _LINE, "text_wrap": True}  # fmt: skip
_HEI: Style = {**_BOX, "font_name": "黑体"}
_CARD: Style = {**_HEI, "align": "center", "font_size": 11, "font_color": "#FFFFFF",
                "bg_color": _BLUE}  # fmt: skip
_BIG: Style = {**_HEI, "align": "right", "indent": 1, "font_size": 12, "shrink": True,
               "text_wrap": False}  # fmt: skip

_KINDS: Mapping[str, Style] = {
    "title": {"font_name": "方正小标宋简体", "font_size": 20, "align": "center",
              "valign": "vcenter"},
    "said": {"font_name": "黑体", "font_size": 12, "align": "center", "valign": "vcenter",
             "text_wrap": True, "font_color": _BLUE},
    "note": {"font_name": "仿宋_GB2312", "font_size": 10, "align": "center", "valign": "vcenter",
             "text_wrap": True},
    "card": _CARD,
    "part": {"font_name": "黑体", "font_size": 11, "valign": "vcenter", "font_color": _BLUE,
             "bottom": 2, "bottom_color": _BLUE},
    "head": {**_HEI, "align": "center", "bg_color": "#D9E6F2"},
    "label": {**_BOX, "indent": 1, "shrink": True, "text_wrap": False, "bg_color": "#F7F9FB"},
    "text": _BOX,
    "word": {**_BOX, "align": "center"},
    "number": {**_BOX, "align": "right", "num_format": "#,##0"},
    "big": {**_BIG, "num_format": "#,##0"},
    "big amount": {**_BIG, "num_format": "#,##0.00"},
    "big rate": {**_BIG, "num_format": RATE},
    "amount": {**_BOX, "align": "right", "num_format": '#,##0.00;-#,##0.00;"—"', "shrink": True,
               "text_wrap": False},
    "rate": {**_BOX, "align": "right", "num_format": RATE, "shrink": True, "text_wrap": False},
    "points": {**_BOX, "align": "right", "num_format": "0.00"},
    "link": {**_BOX, "font_color": "#0563C1", "underline": 1},
}  # fmt: skip


class Field(NamedTuple):
    """A column of a block: its head, what it says, how it looks, how many columns it takes."""

    head: str
    content: str
    kind: str
    span: int


#: The area of a column of a sheet, by the sheet's name and the column's head.
Area = Callable[[str, str], str]


class Front:
    """Draws the two sheets; ``area`` knows where the columns of the others stand."""

    def __init__(self, book: xlsxwriter.Workbook, area: Area) -> None:
        self.book = book
        self.area = area
        self.formats: dict[str, Format] = {
            kind: book.add_format(dict(style)) for kind, style in _KINDS.items()
        }

    # What both are made of

    def put(self, paper: Worksheet, row: int, column: int, span: int, said: str, kind: str) -> None:
        """One cell, merged over some columns; rows and columns from 1."""
        style = self.formats[kind]
        if span > 1:
            paper.merge_range(row - 1, column - 1, row - 1, column + span - 2, "", style)
        if said.startswith("="):
            paper.write_formula(row - 1, column - 1, said, style, 0)
        else:
            paper.write_string(row - 1, column - 1, said, style)

    def block(
        self, paper: Worksheet, row: int, title: str, width: int, fields: Sequence[Field]
    ) -> None:
        """A block: its title, its heads, its row that repeats."""
        self.put(paper, row, 1, width, title, "part")
        column = 1
        for field in fields:
            self.put(paper, row + 1, column, field.span, field.head, "head")
            self.put(paper, row + 2, column, field.span, field.content, field.kind)
            column += field.span

    def _hidden(self, paper: Worksheet, row: int, column: int, item: str) -> None:
        """What the links of a block are made of."""
        paper.write_string(row, column, f"{{{{ {item}.link }}}}")
        paper.write_string(row, column + 1, f"{{{{ {item}.unit }}}}")

    def chart(
        self,
        kind: Mapping[str, str],
        title: str,
        names: str,
        series: Sequence[tuple[str, str, str]],
    ) -> xlsxwriter.chart.Chart:
        """A chart: what its points are called, and of each series name, area and colour."""
        chart = self.book.add_chart(dict(kind))
        for name, values, colour in series:
            chart.add_series({
                "name": name, "categories": f"={names}", "values": f"={values}",
                "fill": {"color": colour}, "gap": 60,
                "data_labels": {"value": len(series) == 1, "font": {"size": 8}},
            })  # fmt: skip
        chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
        chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
        font = {"num_font": {"size": 8}}
        lines = {"major_gridlines": {"visible": True, "line": {"color": "#E3E3E3"}}}
        figures = {**font, **lines, "min": 0, "num_format": "#,##0", "line": {"none": True}}
        names_axis = {**font, "major_gridlines": {"visible": False}}
        # A bar chart lies on its side: its names stand upwards, the first of them on top.
        upright = kind["type"] != "bar"
        chart.set_x_axis(names_axis if upright else figures)
        chart.set_y_axis(figures if upright else {**names_axis, "reverse": True, "crossing": "max"})
        return chart

    def page(self, paper: Worksheet, width: int, last: int, *, landscape: bool) -> None:
        """A4, all of it on one page, or on as many as it is long."""
        paper.set_paper(A4)
        if landscape:
            paper.set_landscape()
        paper.fit_to_pages(1, 0 if landscape else 1)
        paper.print_area(0, 0, last - 1, width - 1)
        paper.set_margins(0.4, 0.4, 0.5, 0.6)
        paper.center_horizontally()
        paper.set_footer(FOOTER)
        paper.hide_gridlines(2)

    # 首页

    def draw_first(self, paper: Worksheet) -> None:
        """首页: one page that is understood in ten seconds."""
        width = 12
        paper.set_column(0, width - 1, 8.3)
        paper.set_column(width, width + 1, 8.3, None, {"hidden": True})
        paper.write_string(2, width, "{{ unchecked }}")
        paper.set_row(0, 34)
        self.put(paper, 1, 1, width, "{{ years }}绩效自评情况", "title")
        paper.set_row(1, 24)
        self.put(paper, 2, 1, width, "{{ filing_said }}", "said")
        paper.set_row(2, 40)
        self.put(paper, 3, 1, width, self._said(), "said")
        for row in (3, 4):
            paper.set_row(row, 20)
        self.put(paper, 4, 1, width, "{{ since_said }}", "note")
        self.put(paper, 5, 1, width, _COUNTED, "note")
        self._cards(paper)
        self._alerts(paper)
        self._first_charts(paper)
        self._kinds(paper, 27)
        self.block(paper, 31, _LOOK_AT, width, _WORST)
        self._hidden(paper, 32, width, "worst")
        self.page(paper, width, 33, landscape=False)

    def _alerts(self, paper: Worksheet) -> None:
        """What needs a person is red: who has not filed, errors, what could not be read."""
        red = self.book.add_format({"font_color": _RED, "bold": True})
        said = {"type": "text", "criteria": "containing", "format": red}
        for words in ("没有报送：", "不知道"):
            paper.conditional_format("A2:L2", {**said, "value": words})
        for cell in ("C10", "L7", "L11"):
            beyond = f"AND(ISNUMBER({cell}),{cell}>0)"
            paper.conditional_format(
                cell, {"type": "formula", "criteria": f"={beyond}", "format": red}
            )

    def _said(self) -> str:
        """The page in one sentence."""
        unrated, category = self.area("汇总表", "未计入执行率"), self.area("汇总表", "类别")
        lost = f'SUMIFS({unrated},{category},"项目支出")'
        wrong = f'COUNTIFS({self.area("汇总表", "其中错误")},">0",{category},"<>小计")'
        return (
            '="已汇总 "&C7&" 张表；"&IF(N(E7)>0,"项目全年预算 "&TEXT(E7,"#,##0.00")&" 万元，'
            '执行 "&TEXT(E8,"#,##0.00")&" 万元，执行率"&'
            'IF(E9="","算不出",IF(E9>2,"超过 200%，请核",IF(E9<0,"为负，请核",'
            '" "&TEXT(E9,"0.00%"))))'
            f'&IF({lost}>0,"（"&{lost}&" 张表的金额读不出，未计入执行率）","")&"；\n","")'
            '&"自评为优 "&I7&"、良 "&I8&"、中 "&I9&"、差 "&I10&IF(I11>0,"、没有评级 "&I11,"")&"；"'
            '&IF(M3<>"",M3,IF(AND(L10=L7,L7>0),"错误 "&L7&" 条",'
            '"问题 "&L10&" 条，其中错误 "&L7&" 条")'
            f'&IF(L7>0,"，在 "&{wrong}&" 张表上",""))&"。"'
        )

    def _cards(self, paper: Worksheet) -> None:
        """Four cards side by side: what is filed, money, ratings, findings."""
        of, form = self.area, "汇总表"
        kind = of(form, "类别")
        money = {
            name: tuple(
                f'=IF(COUNTIF({kind},"{name}")=0,"—",'
                f'SUMIFS({of(form, f"{amount}（总额，万元）")},{kind},"{name}"))'
                for amount in ("全年预算数", "全年执行数")
            )
            for name in ("项目支出", "部门整体")
        }
        rate = self._rate_of('"项目支出"')
        rated = of(form, "等级")
        times, severity = of("问题统计", "条数"), of("问题统计", "程度")
        found = [
            f'=IF($M$3="",SUMIF({severity},"{name}",{times}),$M$3)'
            for name in ("错误", "警告", "提示")
        ]
        cards = (
            ("报送", (("已汇总表", "={kinds}", "big"), ("已报单位", "{{ filed }}", "big"),
                    ("应报单位", "{{ due }}", "big"), ("未报单位", "{{ missing }}", "big"),
                    ("名单外单位", "{{ strangers }}", "big"))),
            ("资金（万元）", (("项目预算", money["项目支出"][0], "big amount"),
                          ("项目执行", money["项目支出"][1], "big amount"),
                          ("项目执行率", rate, "big rate"),
                          ("部门预算", money["部门整体"][0], "big amount"),
                          ("部门执行", money["部门整体"][1], "big amount"))),
            ("自评等级（张）", (*((f"{name}", f'=COUNTIF({rated},"{name}")', "big")
                          for name in ("优", "良", "中", "差")),
                        ("没有评级", "=C7-SUM(I7:I10)", "big"))),
            ("问题（条）", (*zip(("错误", "警告", "提示"), found, ("big",) * 3, strict=True),
                        ("合计", '=IF($M$3="",SUM(L7:L9),$M$3)', "big"),
                        ("读不了文件", "{{ unread_count }}", "big"))),
        )  # fmt: skip
        kinds = f"SUM({self._kind_column(29)})"
        for at, (name, lines) in enumerate(cards):
            left = 1 + 3 * at
            self.put(paper, 6, left, 3, name, "card")
            for row, (label, said, kind) in enumerate(lines, 7):
                wide = at == 1
                self.put(paper, row, left, 1 if wide else 2, label, "label")
                said = said.replace("{kinds}", kinds) if said.startswith("=") else said
                at_value = left + (1 if wide else 2)
                self.put(paper, row, at_value, 2 if wide else 1, said, kind)
        for row in range(5, 11):
            paper.set_row(row, 21)

    def _rate_of(self, category: str) -> str:
        """执行率 of the forms of a category of which both amounts are known."""
        of, form = self.area, "汇总表"
        part, whole = (
            f"SUMIFS({of(form, f'计入执行率的{name}（万元）')},{of(form, '类别')},{category})"
            for name in ("执行数", "预算数")
        )
        return f'=IF({whole}=0,"",ROUND({part}/{whole},4))'

    def _kind_column(self, row: int) -> str:
        return f"C{row}:C{row}"

    def _first_charts(self, paper: Worksheet) -> None:
        options = {"x_offset": 2, "y_offset": 4, "object_position": 2}
        for cell, chart in (("A12", self._by_unit()), ("G12", self._by_score())):
            chart.set_size({"width": 374, "height": 290})
            paper.insert_chart(cell, chart, options)

    def _kinds(self, paper: Worksheet, row: int) -> None:
        of, form = self.area, "汇总表"
        at = f"$A{row + 2}"
        category = of(form, "类别")
        sums = [
            f"=SUMIFS({of(form, f'{name}（总额，万元）')},{category},{at})"
            for name in ("全年预算数", "全年执行数")
        ]
        fields = (
            Field("类别", "{{ kind.category }}", "word", 2),
            Field("表数", f'=IF({at}="",0,COUNTIF({category},{at}))', "number", 2),
            Field("全年预算数（万元）", sums[0], "amount", 3),
            Field("全年执行数（万元）", sums[1], "amount", 3),
            Field("执行率", self._rate_of(at), "rate", 2),
        )
        self.block(paper, row, "各类表", 12, fields)

    # 分析

    def draw_second(self, paper: Worksheet) -> None:
        """分析: groups, distribution, what stands out."""
        width = 8
        for column, size in enumerate((26, 26, 11, 16, 16, 12, 12, 12)):
            paper.set_column(column, column, size)
        paper.set_column(width, width + 1, 8, None, {"hidden": True})
        paper.set_row(0, 30)
        self.put(paper, 1, 1, width, "分析", "title")
        paper.set_row(1, 32)
        self.put(paper, 2, 1, width, _HOW, "note")
        options = {"x_offset": 2, "y_offset": 4, "object_position": 2}
        charts = (("A3", self._by_unit()), ("C3", self._by_score()), ("F3", self._by_rule()))
        for (cell, chart), size in zip(charts, (370, 310, 258), strict=True):
            chart.set_size({"width": size, "height": 290})
            paper.insert_chart(cell, chart, options)
        for name, (row, title, fields) in _BLOCKS.items():
            self.block(paper, row, title, width, fields)
            if name == "outlier":
                self._hidden(paper, row + 1, width, name)
        paper.freeze_panes(2, 0)
        last = max(row for row, _, _ in _BLOCKS.values()) + 2
        self.page(paper, width, last, landscape=True)

    def _column(self, name: str, column: str) -> str:
        row = _BLOCKS[name][0] + 2
        return f"分析!${column}${row}:${column}${row}"

    def _by_unit(self) -> xlsxwriter.chart.Chart:
        series = (
            ("全年预算数", self._column("big", "D"), _BLUE),
            ("全年执行数", self._column("big", "E"), _GREEN),
        )
        title = "预算最多的单位（万元）"
        return self.chart({"type": "bar"}, title, self._column("big", "C"), series)

    def _by_score(self) -> xlsxwriter.chart.Chart:
        series = (("表数", self._column("band", "C"), _BLUE),)
        return self.chart({"type": "column"}, "得分分布（张）", self._column("band", "A"), series)

    def _by_rule(self) -> xlsxwriter.chart.Chart:
        series = (("条数", self._column("often", "D"), _RED),)
        return self.chart({"type": "bar"}, "问题最多的代码", self._column("often", "A"), series)


_COUNTED = (
    "{{ form_count }} 张表，来自 {{ file_count }} 个文件；找到的文件共 {{ source_count }} 个；"
    "重复报送、没有计入的 {{ repeat_count }} 张。"
)
_HOW = (
    "金额以万元计，得分按百分计；执行率是执行数÷预算数，两者都读得出的表才算；加权得分以预算为权数。主管部门、单位既有部门整体又有项目的，金额只取项目。"
    "图和表是汇总时的数，改动汇总表后首页会跟着变，这里不变。"
)
_LOOK_AT = "最需要看的（错误多的在前；执行率低于 60%、高于 200% 的也在内；全部见「问题清单」）"
_WORST = (
    Field("单位", '=HYPERLINK(M33,N33&"")', "link", 3),
    Field("项目", "{{ worst.project }}", "text", 3),
    Field("为什么", "{{ worst.why }}", "text", 5),
    Field("得分", "{{ worst.score }}", "points", 1),
)
#: The blocks of 分析: the row of the title, the title, the columns.
_BLOCKS: Mapping[str, tuple[int, str, Sequence[Field]]] = {
    "department": (19, "按主管部门", (
        Field("主管部门", "{{ department.department }}", "text", 1),
        Field("单位和表", "{{ department.units }} 个单位，{{ department.forms }} 张", "text", 1),
        Field("问题数", "{{ department.faults }}", "number", 1),
        Field("全年预算数（万元）", "{{ department.budget }}", "amount", 1),
        Field("全年执行数（万元）", "{{ department.executed }}", "amount", 1),
        Field("执行率", "{{ department.rate }}", "rate", 1),
        Field("平均得分", "{{ department.mean }}", "points", 1),
        Field("加权得分", "{{ department.weighted }}", "points", 1),
    )),
    "big": (23, "预算最多的单位", (
        Field("单位", "{{ big.unit }}", "text", 2),
        Field("图上写作", "{{ big.short }}", "text", 1),
        Field("全年预算数（万元）", "{{ big.budget }}", "amount", 1),
        Field("全年执行数（万元）", "{{ big.executed }}", "amount", 1),
        Field("执行率", "{{ big.rate }}", "rate", 3),
    )),
    "band": (27, "得分分布", (
        Field("得分", "{{ band.name }}", "word", 2),
        Field("表数", "{{ band.forms }}", "number", 6),
    )),
    "often": (31, "问题最多的代码", (
        Field("代码", "{{ often.code }}", "word", 1),
        Field("是什么", "{{ often.name }}", "text", 1),
        Field("程度", "{{ often.severity }}", "word", 1),
        Field("条数", "{{ often.times }}", "number", 1),
        Field("怎么办", "{{ often.cure }}", "text", 4),
    )),
    "outlier": (35, "值得复核的（全部满分、执行率低而得分高、指标雷同）", (
        Field("单位", '=HYPERLINK(I37,J37&"")', "link", 1),
        Field("项目", "{{ outlier.project }}", "text", 1),
        Field("哪一种", "{{ outlier.kind }}", "word", 2),
        Field("说明", "{{ outlier.why }}", "text", 4),
    )),
}  # fmt: skip
