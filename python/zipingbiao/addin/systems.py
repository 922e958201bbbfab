"""The systems that a kit can be asked for, by the names of the command line."""

from __future__ import annotations

#: The machines of 统信 and 麒麟: what ``uname -m`` says, what is said of it in Chinese.
MACHINES = {"x86_64": ("x86_64", "x86-64"), "arm64": ("aarch64", "arm64（飞腾、鲲鹏）")}
#: Machines for which nobody publishes the packages that we need.
WITHOUT = {"loongarch64": "龙芯（loongarch64）"}
SYSTEMS = ("windows", *MACHINES, *WITHOUT)
