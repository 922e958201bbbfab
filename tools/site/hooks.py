"""What mkdocs lacks for this handbook: pages from outside docs, folders in the list of pages, and a
search that works where the browser lets no script fetch a file.
"""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
#: Pages of the project's root that belong to the handbook.
OUTSIDE = ("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "GLOSSARY.md")
#: Links to them, and to files of the project that are no pages.
UP = re.compile(r"(\]\()((?:\.\./)+)([^)\s#]*)")
DOCS = re.compile(r"(\]\()docs/")
#: So much of a page is searched (characters); the longest pages are tables of many rows.
LONGEST = 40_000


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Folders in the list of pages stand for their pages."""
    config.nav = [_spread(one) for one in config.nav or []]
    return config


def _spread(item: Any) -> Any:
    if isinstance(item, dict):
        return {
            name: _pages(value)
            if isinstance(value, str) and value.endswith("/")
            else [_spread(one) for one in value]
            if isinstance(value, list)
            else value
            for name, value in item.items()
        }
    return item


def _pages(folder: str) -> list[str]:
    found = sorted((ROOT / "docs" / folder).glob("*.md"))
    first = [path for path in found if path.stem == "README"]
    return [
        f"{folder}{path.name}" for path in (*first, *(one for one in found if one not in first))
    ]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take in the pages from outside."""
    for name in OUTSIDE:
        text = (ROOT / name).read_text("utf-8")
        files.append(File.generated(config, name, content=DOCS.sub(r"\1", text)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links that leave docs lead to the pages taken in; what is no page is only named."""
    depth = page.file.src_uri.count("/")

    def lead(found: re.Match[str]) -> str:
        ups = found[2].count("../")
        if ups <= depth:
            return found[0]
        return f"{found[1]}{'../' * depth}{found[3]}"

    text = UP.sub(lead, markdown)
    return (
        re.sub(r"\[([^\]]*)\]\((?:LICENSE|README\.md|templates/[^)]*)\)", r"\1", text)
        if (page.file.src_uri in OUTSIDE)
        else text
    )


def on_post_build(config: MkDocsConfig) -> None:
    """The index as a script, which a page from a folder may load."""
    site = Path(config.site_dir)
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    entries = [
        [one["location"], one["title"], re.sub(r"\s+", " ", one["text"])[:LONGEST]]
        for one in index["docs"]
        # what stands before the first heading of a page stands in the page's own entry, too
        if one["text"] or "#" not in one["location"]
    ]
    data = json.dumps(_whole(entries), ensure_ascii=False, separators=(",", ":"))
    (site / "search-index.js").write_text(f"window.searchIndex={data};\n", "utf-8")
    for path in sorted((site / "search").iterdir()):
        path.unlink()
    (site / "search").rmdir()
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (site / name).unlink(missing_ok=True)


def _whole(entries: list[list[str]]) -> list[list[str]]:
    """Sections carry the title of their page; a page with sections is only its own beginning."""
    titles = {where: title for where, title, _ in entries if "#" not in where}
    sectioned = {where.partition("#")[0] for where, _, _ in entries if "#" in where}
    return [
        [where, title, titles.get(where.partition("#")[0], ""), "" if where in sectioned else text]
        if "#" not in where
        else [where, title, titles.get(where.partition("#")[0], ""), text]
        for where, title, text in entries
    ]


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Addresses from one page to another, as the template needs them."""
    env.filters["beside"] = lambda url, page: posixpath.relpath(url, posixpath.dirname(page) or ".")
    return env
