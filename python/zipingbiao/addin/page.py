"""「自评表」 among the programs: it opens the page in the browser, without any add-in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zipingbiao.addin.diagnosis import Check
from zipingbiao.addin.starting import TITLE, Starter, this_starter
from zipingbiao.errors import OutputError, Place, system_reason

_INSTALL = "请运行 zpb addin install --page。"


@dataclass(frozen=True, slots=True)
class PageInstaller:
    """See `zipingbiao.addin.installing.Installer`."""

    starter: Starter

    def install(self) -> str:
        """Put the entry among the programs; nothing is started at login."""
        self.starter.install(login=False)
        return f"程序菜单里有了「{TITLE}」，点它就在浏览器里打开页面。"

    def uninstall(self) -> str:
        """Take the entry away."""
        entry = self._entry()
        try:
            entry.unlink()
        except FileNotFoundError:
            return f"程序菜单里没有「{TITLE}」，什么也没有改动。"
        except OSError as error:
            reason = f"删不掉（{system_reason(error)}）。"
            raise OutputError(reason, Place(str(entry)), "请检查权限。") from None
        return f"已从程序菜单里去掉「{TITLE}」。"

    @property
    def is_installed(self) -> bool:
        """Whether the entry is there."""
        return self._entry().is_file()

    def examine(self) -> Check:
        """Check the entry."""
        if not self.is_installed:
            return Check("页面", "warn", f"程序菜单里没有「{TITLE}」。", _INSTALL)
        if self._entry() in self.starter.strayed():
            what = f"程序菜单里的「{TITLE}」启动的不是现在这个程序。"
            return Check("页面", "warn", what, _INSTALL)
        return Check("页面", "ok", f"程序菜单里有「{TITLE}」，在浏览器里打开。")

    def _entry(self) -> Path:
        return self.starter.entries()[-1]


def page_installer() -> PageInstaller:
    """The programs of the user who runs this."""
    return PageInstaller(this_starter())
