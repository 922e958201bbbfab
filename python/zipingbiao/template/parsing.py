"""What a cell of a template says: literal text and fields, ``（{{ year }}年度）``.

jinja2 parses the text and its tree is walked, never executed; so a template can run nothing,
and whatever has no inverse is refused here, with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from jinja2 import Environment, TemplateSyntaxError, nodes

from zipingbiao.errors import TemplateError, suggest
from zipingbiao.glossary import LISTS, PART_WORDS, TERM_OF, TICK_WORDS
from zipingbiao.template.tag import Pattern, Tag

#: What each filter takes: no argument, or one word.
FILTERS: Mapping[str, int] = {"merge": 0, "points": 0, "tick": 1, "part": 1}
#: So much of a cell's text is quoted.
_SHOWN = 40
_EXAMPLES = {"tick": '|tick("经费保障")', "part": '|part("单位")'}
_ALL_NAMES = "可用的名称见《术语》（GLOSSARY.md）。"

#: What other template engines write: ``${x}``, ``#{x}``; two braces around anything.
_LOOKALIKE = re.compile(r"[$#]\{\s*([A-Za-z_][\w.]*)[^{}]*\}|\{\{([^{}]*)\}\}", re.ASCII)
_PARSER = Environment(autoescape=False, keep_trailing_newline=True)
_ITEM_OF_PATH = {term.path: item for item, term in LISTS.items()}


@lru_cache(maxsize=4096)
def parse_pattern(text: str, free: bool = False) -> Pattern:
    """Parse a cell's text.

    ``free`` allows any field name (templates that only fill). Raises TemplateError without a
    place; the compiler adds the cell.
    """
    if "{{" not in text and "{%" not in text and "{#" not in text:
        refuse_lookalike(text)
        return (text,)
    pattern = tuple(_pieces(text, free))
    for piece in pattern:
        if isinstance(piece, str):
            refuse_lookalike(piece)
    for left, right in pairwise(pattern):
        if isinstance(left, Tag) and isinstance(right, Tag) and not free:
            reason = f"{{{{ {left.term} }}}} 与 {{{{ {right.term} }}}} 之间没有文字，无法读回。"
            raise TemplateError(reason, cure="请在两个字段之间加上文字或空格。")
    return pattern


def refuse_lookalike(text: str) -> None:
    """Raise TemplateError for literal text that was meant as a field.

    It would be printed on every form, and the field would stay empty.
    """
    plain = unicodedata.normalize("NFKC", text)
    match = _LOOKALIKE.search(plain) or _known_field().search(plain)
    if match is not None:
        name = next(filter(None, match.groups()), "字段").strip()
        raise TemplateError(
            f"「{text.strip()[:_SHOWN]}」里像是有标签，写法却不对，会原样印在表上。",
            cure=f"请用半角的双花括号写作 {{{{ {name} }}}}。",
        )


@lru_cache(maxsize=1)
def _known_field() -> re.Pattern[str]:
    """A field's name without two braces around it: ``header.project``, ``{ year }``."""
    whole = "|".join(re.escape(term) for term in TERM_OF if "." in term)
    short = "|".join(re.escape(term) for term in TERM_OF if "." not in term)
    path = r"\{\s*([A-Za-z_]\w*\.[\w.]+)[^{}]*\}"
    return re.compile(rf"(?<![\w.])({whole})(?![\w.])|\{{\s*({short})\s*\}}|{path}", re.ASCII)


def _pieces(text: str, free: bool) -> Iterator[str | Tag]:
    if "{#" in text:
        raise TemplateError("模板中不能写注释 {# … #}。", cure="请把说明写在批注里。")
    try:
        tree = _PARSER.parse(text)
    except TemplateSyntaxError:
        cure = "请写成 {{ 字段 }}，花括号、引号和方括号都要成对，并用半角。"
        raise TemplateError(
            f"标签「{text.strip()[:_SHOWN]}」的写法有误，无法解析。", cure=cure
        ) from None
    for statement in tree.body:
        if not isinstance(statement, nodes.Output):
            reason = f"模板中不能使用 {{% {type(statement).__name__.lower()} … %}}，无法读回。"
            raise TemplateError(reason, cure="请只用 {{ 字段 }}；含列表字段的行会自动重复。")
        for node in statement.nodes:
            yield node.data if isinstance(node, nodes.TemplateData) else _tag(node, free)


def _tag(node: nodes.Expr, free: bool) -> Tag:
    filters: list[tuple[str, str | None]] = []
    while isinstance(node, nodes.Filter) and node.node is not None:
        filters.append((node.name, _filter_argument(node)))
        node = node.node
    record, key, name, only = _field(node)
    settings = dict(filters)
    tag = Tag(
        record,
        name,
        key,
        merge="merge" in settings,
        points="points" in settings,
        tick=settings.get("tick"),
        part=settings.get("part"),
        only=only,
    )
    if not free:
        _check(tag)
    return tag


def _filter_argument(node: nodes.Filter) -> str | None:
    arity = FILTERS.get(node.name)
    if arity is None:
        raise TemplateError(f"没有名为 {node.name} 的过滤器。", cure=suggest(node.name, FILTERS))
    words = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
    if len(node.args) != arity or len(words) != arity or node.kwargs:
        example = _EXAMPLES.get(node.name, f"|{node.name}")
        raise TemplateError(f"过滤器 {node.name} 的参数不对。", cure=f"请写作 {example}。")
    return str(words[0]) if words else None


def _field(node: nodes.Expr) -> tuple[str, str | None, str, bool]:
    """(record, key, name, only) of ``year``, ``header.unit``, ``funds["其他资金"].budget`` or
    ``goals[0].actual``.
    """
    if isinstance(node, nodes.Name):
        return "", None, node.name, False
    if isinstance(node, nodes.Getattr):
        owner, name = node.node, node.attr
        if isinstance(owner, nodes.Name):
            return owner.name, None, name, False
        if isinstance(owner, nodes.Getitem) and isinstance(owner.arg, nodes.Const):
            path = _path(owner.node)
            if path in _ITEM_OF_PATH:
                key, only = owner.arg.value, owner.arg.value == 0
                if isinstance(key, int) and not only:
                    reason = f"标签里的 [{key}] 没有位置：只有一项的列表写作 {path}[0]。"
                    raise TemplateError(reason, cure="有几项的，请写成一行，它会自动重复。")
                return _ITEM_OF_PATH[path], None if only else str(key), name, only
            cure = suggest(path, _ITEM_OF_PATH, _ALL_NAMES)
            raise TemplateError(f"没有名为 {path} 的列表。", cure=cure)
    raise TemplateError("标签里只能写字段名，不能写算式或函数。", cure="请把算式写成 Excel 公式。")


def _path(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    raise TemplateError("标签里只能写字段名，不能写算式或函数。", cure="请把算式写成 Excel 公式。")


def _check(tag: Tag) -> None:
    if tag.counts and tag.repeats:
        return
    if tag.term not in TERM_OF:
        raise TemplateError(
            f"没有名为 {tag.term} 的字段。", cure=suggest(tag.term, TERM_OF, _ALL_NAMES)
        )
    kind = TERM_OF[tag.term].kind
    if (kind == "ticks") != (tag.tick is not None):
        words = "、".join(TICK_WORDS.get(tag.term, ()))
        raise TemplateError(
            f"字段 {tag.term} 与 |tick 用法不符。", cure=f'勾选字段须写作 |tick("…")：{words}。'
        )
    if tag.tick is not None and tag.tick not in TICK_WORDS[tag.term]:
        words = "、".join(TICK_WORDS[tag.term])
        raise TemplateError(f"字段 {tag.term} 没有选项「{tag.tick}」。", cure=f"可用：{words}。")
    if tag.part is not None and tag.part not in PART_WORDS.get(tag.term, ()):
        words = "、".join(PART_WORDS.get(tag.term, ())) or "没有"
        raise TemplateError(
            f"字段 {tag.term} 没有叫作「{tag.part}」的部分。", cure=f"它可以分开写的部分：{words}。"
        )
    if (tag.merge or tag.points) and not tag.repeats:
        raise TemplateError(f"字段 {tag.term} 不在重复行中，不能用 |merge 或 |points。")
    if tag.points and tag.term != "indicator.level1":
        raise TemplateError(
            "只有一级指标可以用 |points。", cure="请写作 {{ indicator.level1|points }}。"
        )
