"""The forms in an open book, read by the same code as on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.call import Call
from zipingbiao.layouts import usual_profile
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import Found, read_all
from zipingbiao.report.settings import FolderSettings, load_settings, settings_above
from zipingbiao.scoring.profile import Profile, in_force, load_profile, said_instead


def forms_in_book(call: Call) -> Sequence[SelfEvaluation]:
    """The forms in the book in front. Raises CallError where there is none."""
    with call.board.copy() as path:
        [reading] = read_all([Found(path, path.name)], jobs=1)
    if not reading.forms:
        raise CallError(reading.record.message or "", Place(call.board.name))
    return reading.forms


class Profiles:
    """How each form is scored: as the user has set, as is set beside the book, as usual."""

    def __init__(self, call: Call) -> None:
        name = call.settings.profile
        self._set = load_profile(name) if name else self._beside(call)

    @staticmethod
    def _beside(call: Call) -> Profile | None:
        """What a ``zipingbiao.toml`` beside the book says. Raises CallError for its mistakes."""
        home = call.board.home
        path = settings_above(home, home) if home else None
        if home is None or path is None:
            return None
        mistakes: list[str] = []
        found: FolderSettings = load_settings(path, mistakes)
        if mistakes:
            raise CallError("\n".join(mistakes))
        return found.profile_for(home / call.board.name)

    def asked(self, form: SelfEvaluation) -> Profile:
        """The profile that is asked for, whatever the year."""
        return self._set or usual_profile(form.layout)

    def of(self, form: SelfEvaluation) -> Profile:
        """The profile by which a form is scored."""
        return in_force(self.asked(form), form.year)

    def instead(self, form: SelfEvaluation) -> str:
        """Why a form is scored by another profile than is asked for; "" where it is not."""
        return said_instead(self.asked(form), self.of(form), form.year)
