"""Phrases → rules: which condition leads to which points, and what bounds all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.joining import check_part, is_rest_of, joined_of, outside_of
from zipingbiao.scoring.clause.grammar.names import (
    COMPARED,
    CONDITIONAL,
    DISTANCE,
    DISTANT,
    EITHER,
    EITHER_ALIKE,
    FAULTY,
    GLUE,
    LATENESS,
    LISTED,
    RANKED,
    RANKS,
    REMARK,
    SIDES,
    SINGLE,
    TWISTED,
)
from zipingbiao.scoring.clause.grammar.noughts import on_top
from zipingbiao.scoring.clause.grammar.parts import name_of
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import (
    OUTCOMES,
    SIGNLESS,
    Outcome,
    Rule,
    Statement,
    stop,
    trimmed,
)
from zipingbiao.scoring.clause.grammar.words import (
    TELLING,
)
from zipingbiao.scoring.clause.model import ALL, NOTHING

#: Without any of these nothing is named.
_WORDS: Final = re.compile(r"[^\W\d_]")
#: Words that join a condition to the threshold behind them.
_JOINED: Final = re.compile(r"且|但|同时|或|除|如果")
#: What is set and not scored: 目标值为95%, 年度指标值≥95%.
_AIMED: Final = re.compile(
    r"(?:目标值?|指标值|计划[值数]|任务[数量]|标准值|预期值)(?:设定|确定|定)?(?:为|是|[:：])?$"
)
#: What follows 每 where it begins a step.
_STEPPING: Final = frozenset(("up", "down", "op", "num", "late", "apart", "aim"))


def gather(reader: Reader, phrases: Sequence[ph.Phrase]) -> Statement:
    """The rules of the phrases. Raises Stop where words of scoring are left over."""
    gathering = _Gathering(reader)
    for phrase in phrases:
        gathering.take(phrase)
    gathering.finish()
    return gathering.statement


def _scores(rule: Rule) -> bool:
    """Whether a rule says what is scored, and not only how many points there are."""
    return rule.condition is not None or isinstance(rule.outcome, ph.Step | ph.InProportion)


class _Gathering:
    """What is still waiting for its points while phrases come by."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.statement = Statement()
        self.condition: ph.Threshold | None = None
        self.text: tuple[int, int] | None = None
        self.either: ph.Threshold | None = None
        self.otherwise: ph.Else | None = None
        self.unsaid: ph.Award | None = None

    def take(self, phrase: ph.Phrase) -> None:
        """The next phrase."""
        match phrase:
            case ph.Unreadable():
                raise stop(self.reader, phrase.start, phrase.end, phrase.reason)
            case ph.Text():
                self._take_text(phrase)
            case ph.Absolute():
                self.statement.absolutes.append(phrase)
            case ph.Separator():
                self._separate(phrase)
            case ph.Threshold():
                self._take_condition(phrase)
            case ph.Else():
                self._set_aim()
                self.otherwise = phrase
            case _ if isinstance(phrase, OUTCOMES):
                self._take_outcome(phrase)
            case _:
                self._take_bound(phrase)

    def _take_text(self, phrase: ph.Text) -> None:
        if self.condition is None:
            if self.text is None and self._is_remark(phrase):
                self._keep(phrase.start, phrase.end)
                return
            if self.text is None:
                self._check_behind(phrase)
            start = self.text[0] if self.text else phrase.start
            self.text = (start, phrase.end)
            return
        words = self.reader.plain(phrase.start, phrase.end)
        if words in EITHER and self.either is None:  # 超过10%或小于0不得分
            self.either, self.condition = self.condition, None
            return
        if GLUE.fullmatch(words) or FAULTY.fullmatch(words):
            return
        if CONDITIONAL.search(words) or TWISTED.search(words):
            raise stop(self.reader, phrase.start, phrase.end, "条件里还有别的条件")
        if self.condition.percent or self.condition.scale != "value":  # not behind 3场
            raise stop(self.reader, self.condition.start, phrase.end, "条件里还有别的条件")

    def _is_remark(self, phrase: ph.Text) -> bool:
        """Whether it only explains what was said before: （X为实际完成率）."""
        words = self.reader.plain(phrase.start, phrase.end)
        return REMARK.fullmatch(words) is not None and TWISTED.search(words) is None

    def _check_behind(self, phrase: ph.Text) -> None:
        """得5分且质量合格: nothing is said behind points but what begins a new piece."""
        rules = self.statement.rules
        behind = bool(rules) and rules[-1].outcome.end == phrase.start
        behind = behind and self.reader.kind(phrase.start) != "list"  # 得3分、合格的得2分
        if behind and not GLUE.fullmatch(self.reader.plain(phrase.start, phrase.end)):
            raise stop(self.reader, phrase.start, phrase.end, "看不出它与前面的分数有什么关系")

    # Conditions

    def _take_condition(self, phrase: ph.Threshold) -> None:
        if self.condition is None:
            self.condition = phrase
            return
        joined = joined_of(self.reader, self.condition, phrase)
        if joined is not None:
            self.condition = joined
        elif self.condition.scale == "ahead" and self.reader.kind(phrase.start - 1) == "open":
            self.statement.aims.append(phrase)  # 达到目标值（≥95%）
        elif phrase.scale == "ahead" and self.condition.scale == "value":
            self._set_aim()
            self.condition = phrase
        else:
            raise stop(self.reader, phrase.start, phrase.end, "前一个条件没有说得多少分")

    def _is_aimed(self, words: str) -> bool:
        """Whether the words before a number say that it is set; 指标值 may be the result, too."""
        spoken = range(*self.text) if self.text else ()
        return _AIMED.search(words) is not None and any(
            self.reader.kind(at) == "aim" for at in spoken
        )

    def _set_aim(self) -> None:
        """The waiting threshold says what is asked for, and gives no points itself.

        Nothing is asked for any more where rules have said what is scored.
        """
        if self.condition is not None:
            start = self.text[0] if self.text else self.condition.start
            words = self.reader.words(start, self.condition.start)
            if not any(map(_scores, self.statement.rules)) or self._is_aimed(words):
                self.statement.aims.append(self.condition)
            # 完好率不低于90%。每低1%…: the number is where steps begin, and kept as that
            end = self.condition.end if self._is_aimed(words) else self.condition.start
            said = trimmed(self.reader.words(start, end))
            number = self.reader.words(self.condition.start, self.condition.end)
            self.statement.definitions += [] if said == number or not name_of(said) else [said]
            self.reader.use_words(start, end)
        self.condition, self.text = None, None

    # Outcomes

    def _take_outcome(self, phrase: Outcome) -> None:
        if isinstance(phrase, ph.Award) and phrase.points is None:
            self.unsaid = phrase
            self.text, self.otherwise = None, None
            if self.condition is not None and self.condition.scale != "ahead":
                self.condition = None
            return
        if self.unsaid is not None and not isinstance(phrase, ph.Step | ph.InProportion):
            self._refuse_unsaid()
        if isinstance(phrase, ph.Award) and phrase.effect == "loss" and phrase.points == NOTHING:
            phrase = replace(phrase, points=ALL, effect="gain")  # 扣0分
        if isinstance(phrase, ph.Award) and phrase.added:
            phrase = on_top(self.statement.rules, self.condition, phrase)
        if isinstance(phrase, ph.Award) and phrase.added:
            raise stop(self.reader, phrase.start, phrase.end, "没有说在多少分上加分")
        if self.unsaid is not None:  # 没有完成的扣分，每低于…: what follows says how many
            self.reader.use(self.unsaid)
            self.unsaid = None
        self._rule(phrase)

    def _rule(self, outcome: Outcome) -> None:
        words = self._condition_words()
        check_part(self.reader, self.condition, outcome)
        lone = self.condition is None and self.otherwise is None
        if lone and is_rest_of(self.statement.rules, words, outcome):
            assert self.text is not None
            self.otherwise, words, self.text = ph.Else(*self.text), "", None
        if self.otherwise is not None and self.condition is None and not GLUE.fullmatch(words):
            spot = self.text or (outcome.start, outcome.end)
            raise stop(self.reader, *spot, "否则怎样没有说清楚")
        text = self.text or (outcome.start, outcome.start)
        start = text[0]
        self._set_apart(words)
        if self.either is not None and isinstance(outcome, ph.Step):
            self.condition = outside_of(self.reader, self.either, self.condition, outcome)
        elif self.either is not None:
            self._alternative(outcome, words, text)
        if self.condition is not None:
            start = min(start, self.condition.start)
        if not words:
            self.reader.use_words(*text)  # 但, 其中
        rule = Rule(self.condition, words, outcome, self.otherwise, start, outcome.end, text)
        self.statement.rules.append(rule)
        self._reset()

    def _set_apart(self, words: str) -> None:
        """差额在目标值5%以内: so much of the target is how far from it, not a part of it."""
        one = self.condition
        if one is not None and one.scale == "share" and SIDES["off"].search(name_of(words)):
            self.condition = replace(one, scale="off")

    def _alternative(self, outcome: Outcome, words: str, text: tuple[int, int]) -> None:
        """The rule of the first of two conditions of which either one will do."""
        one, two = self.either, self.condition
        assert one is not None
        alike = two is not None and (one.scale, one.percent) == (two.scale, two.percent or not (
            two.span.low or two.span.high))  # fmt: skip
        if not alike or not isinstance(outcome, ph.Award) or one.span.outside:
            raise stop(self.reader, one.start, outcome.end, "条件里还有别的条件")
        start = min(text[0], one.start)
        self.statement.rules.append(Rule(one, words, outcome, None, start, outcome.end, text))

    def _condition_words(self) -> str:
        if self.text is None:
            return ""
        start, end = self.text
        words = trimmed(self.reader.words(start, end))
        if words and not _WORDS.search(words):
            raise stop(self.reader, start, end, "看不出这说的是什么")
        if self.condition is None:
            self._check(start, end, TELLING)
            return words
        if LISTED.search(self.reader.plain(start, end)):
            raise stop(self.reader, start, end, "条件不止一个")
        alone = SINGLE.search(words) is None
        compared = COMPARED.search(words) and not DISTANCE.search(words)
        compared = compared and not LATENESS.search(words)
        compared = compared and not (self.condition.unit in RANKS and RANKED.search(words))
        if alone and (_JOINED.search(EITHER_ALIKE.sub("", words)) or compared):
            raise stop(self.reader, start, end, "条件不止一个")
        self._check(start, end, SIGNLESS | TELLING if self.condition.soft else SIGNLESS)
        self._check_target(start, end)
        last = self.reader.at(end - 1)
        if self.condition.scale == "value" and last.text in DISTANT and last.kind != "text":
            before = self.reader.kind(end - 2)
            if last.kind != "apart" or end - 1 == start or before != "text":
                raise stop(self.reader, end - 1, self.reader.piece(end), "看不出与什么相差")
        for place in range(start, end):
            following = self.reader.kind(place + 1)
            if self.reader.kind(place) == "every" and following in _STEPPING:
                raise stop(self.reader, place, self.reader.piece(place), "看不懂这里每一步怎样加减")
        return words

    def _check_target(self, start: int, end: int) -> None:
        """在目标值的…: a target that ends the words before a number is what it is compared with."""
        last = end
        while last > start and self.reader.at(last - 1).text in ("的", "在", "为", "之"):
            last -= 1
        compared = self.condition is not None and self.condition.scale == "value"
        if compared and self.reader.kind(last - 1) == "aim":
            raise stop(self.reader, last - 1, self.reader.piece(last - 1), "看不出怎样与指标值比较")

    def _check(self, start: int, end: int, allowed: frozenset[str]) -> None:
        """No binding words may be left in a text but those that a person reads there."""
        place = self.reader.binding(range(start, end), allowed)
        if place is not None:
            place -= self.reader.kind(place) == "percent" and self.reader.kind(place - 1) == "num"
            reason = "这里的数、比较或分数说的是什么，看不出来"
            raise stop(self.reader, place, self.reader.piece(place), reason)

    # Bounds and explanations

    def _take_bound(self, phrase: ph.Phrase) -> None:
        statement = self.statement
        match phrase:
            case ph.Most():
                self._take_most(phrase)
            case ph.Floor() if self.condition is not None and phrase.points == NOTHING:
                self._rule(ph.Award(phrase.start, phrase.end, NOTHING))  # 3次及以上扣完
            case ph.Floor():
                if statement.floor is not None and statement.floor.points == phrase.points:
                    self.reader.use(phrase)  # 扣完为止，最低得0分
                else:
                    statement.floor = phrase
                self._drop_text()
            case ph.PartOfStep():
                statement.part = phrase
                self._drop_text()
            case ph.Definition():
                self.reader.use(phrase)
                said = self.reader.words(phrase.start, phrase.end)
                statement.definitions.append(said.strip("，,"))
            case ph.Baseline():
                statement.aims.append(phrase.threshold)
                if self.reader.kind(phrase.start) in ("aim", "glue"):
                    statement.definitions.append(self.reader.words(phrase.start, phrase.end))
            case ph.Listing():
                statement.listings.append(phrase)
                if self.text is not None:
                    statement.explained.append(self.text)
                self.text = None
            case ph.NoGain():
                start = self.text[0] if self.text else phrase.start
                start = min(start, self.condition.start) if self.condition else start
                if TWISTED.search(self.reader.plain(start, phrase.start)):
                    raise stop(self.reader, start, phrase.end, "看不懂什么不加分")
                statement.unrewarded.append(replace(phrase, start=start))
                self._reset()
            case ph.Gating():
                start, end = self.text or (phrase.start, phrase.start)
                statement.gating = trimmed(self.reader.words(start, end)), phrase
                self._reset()

    def _take_most(self, phrase: ph.Most) -> None:
        limits = phrase.points is not None and phrase.effect != "loss"
        if self.condition is not None and limits:
            self._rule(phrase)
            return
        rules = self.statement.rules
        if rules and isinstance(rules[-1].outcome, ph.Step) and rules[-1].most is None:
            rules[-1].most = phrase
        elif phrase.points is None:
            self.reader.use(phrase)
        else:
            self.statement.most = phrase
        ends = (self.reader.kind(phrase.start), self.reader.kind(phrase.end))
        if ends[0] != "open" or ends[1] == "weak":  # not behind 满意度（10分）≥90%
            self._drop_text()

    def _drop_text(self) -> None:
        """Words before a limit, or a full stop, that say no more than what they are said of."""
        if self.text is not None:
            self._keep(*self.text)
        self.text = None

    def _separate(self, phrase: ph.Separator) -> None:
        """A comma, or the end of a sentence."""
        words = self.reader.words(*self.text) if self.text else ""
        if self.condition is not None and (phrase.strong or self._is_aimed(words)):
            self._set_aim()
        if not phrase.strong:
            return
        self._refuse_else()
        self._drop_text()
        self.condition = None

    def _keep(self, start: int, end: int) -> None:
        """Words of a sentence that gives no points: an explanation."""
        self.statement.explained.append((start, end))
        words = trimmed(self.reader.words(start, end))
        if len(words) > 3:
            self.statement.definitions.append(words)
            self.reader.use_words(start, end)
        elif self.statement.rules and not GLUE.fullmatch(self.reader.plain(start, end)):
            raise stop(self.reader, start, end, "这几个字没有用上，不知道它们改变什么")

    def _reset(self) -> None:
        self.condition, self.text, self.otherwise, self.either = None, None, None, None

    def _refuse_unsaid(self) -> None:
        if self.unsaid is not None:
            raise stop(self.reader, self.unsaid.start, self.unsaid.end, "没有说扣多少分")

    def _refuse_else(self) -> None:
        if self.otherwise is not None:
            end = self.reader.sentence(self.otherwise.start)
            raise stop(self.reader, self.otherwise.start, end, "否则怎样没有说")

    def finish(self) -> None:
        """At the end of the text nothing may wait."""
        self._refuse_unsaid()
        self._refuse_else()
        if self.condition is not None:
            self._set_aim()
        if self.text is not None:
            self._keep(*self.text)
