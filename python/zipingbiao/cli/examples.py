"""An example or two of each command, shown at the end of its help."""

from __future__ import annotations

#: The command as its help names it → lines that can be typed as they stand.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "zpb demo": ("zpb demo 演示",),
    "zpb layouts": ("zpb layouts",),
    "zpb new": (
        "zpb new 河北 -o 空白自评表.xlsx",
        "zpb new national-project --data 数据.json -o 填好的表.xlsx",
    ),
    "zpb read": ("zpb read 报送 -o 读取结果.json",),
    "zpb merge": (
        "zpb merge 报送 -o 汇总.xlsx",
        "zpb merge 报送 -o 汇总.xlsx --roster 应报单位名单.xlsx --previous 去年汇总.xlsx",
    ),
    "zpb score": ("zpb score 报送", "zpb score 报送 --profile hubei"),
    "zpb check": (
        "zpb check 报送",
        "zpb check 报送 --fix",
        "zpb check 报送 --format html -o 检查报告.html",
        "zpb check 报送 --format xlsx -o 退回 --deadline 2026-12-10",
        "zpb check 收回 --since 退回",
    ),
    "zpb explain": ("zpb explain ZPB001", "zpb explain --all"),
    "zpb export": ("zpb export 报送 -o 文档", "zpb export 报送 --one 自评表汇编.docx"),
    "zpb bind": ("zpb bind 报送 -o 成册.xlsx",),
    "zpb report": ("zpb report 报送/某单位 -o 自评报告.docx",),
    "zpb learn": ("zpb learn 某县自评表.xlsx -o mou-xian",),
    "zpb serve": ("zpb serve --open",),
    "zpb addin": ("zpb addin install", "zpb addin doctor"),
    "zpb addin build": ("zpb addin build -o zipingbiao.oxt",),
    "zpb addin install": (
        "zpb addin install",
        "zpb addin install --wps",
        "zpb addin install --page",
    ),
    "zpb addin uninstall": ("zpb addin uninstall",),
    "zpb addin doctor": ("zpb addin doctor",),
    "zpb addin kit": ("zpb addin kit -o 自评表安装包.zip --python python-3.11.9-embed-amd64.zip",),
    "zpb completion": ("source <(zpb completion bash)",),
    "zpb help": ("zpb help merge", "zpb help --open"),
    "zpb version": ("zpb version",),
}


def shown(prog: str) -> str:
    """The end of a command's help."""
    return "\n".join(("例子：", *(f"  {line}" for line in EXAMPLES[prog])))
