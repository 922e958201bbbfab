"""Why a text is no clause: it was not understood, or what it says can't hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Where the reading of a text stopped: the words, their place in the text (from 0), why."""

    at: str
    position: int
    reason: str

    @property
    def sentence(self) -> str:
        """One Chinese sentence for the person who wrote the clause."""
        where = f"读到「{self.at}」（第 {self.position + 1} 字）处" if self.at else "条文"
        return f"{where}不能理解：{self.reason}。"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A clause that can't hold: the words that clash, where the first stands, why."""

    at: tuple[str, ...]
    position: int
    reason: str

    @property
    def sentence(self) -> str:
        """One Chinese sentence for the person who wrote the clause."""
        clash = "与".join(f"「{words}」" for words in self.at)
        return f"{clash}不能成立：{self.reason}。"


Refusal = NotUnderstood | Contradiction
