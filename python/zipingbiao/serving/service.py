"""One run of the service: its desk, its worker, its jobs, its keys, and when it was last used."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from zipingbiao.serving.desk import Desk
from zipingbiao.serving.jobs import Jobs
from zipingbiao.serving.session import HOST, Keys
from zipingbiao.serving.worker import Worker

#: Seconds without a call after which a service that was started by hand ends.
IDLE_SECONDS = 30 * 60.0


@dataclass
class Service:
    """What the routes work with. ``idle``: seconds after which it ends, None for never."""

    port: int = 0
    idle: float | None = IDLE_SECONDS
    keys: Keys = field(default_factory=Keys)
    desk: Desk = field(default_factory=Desk)
    jobs: Jobs = field(default_factory=Jobs)
    worker: Worker = field(default_factory=Worker)
    stopping: bool = False
    _used: float = field(default_factory=time.monotonic)

    @property
    def authority(self) -> str:
        """The only name by which it answers."""
        return f"{HOST}:{self.port}"

    def link(self) -> str:
        """An address that lets a browser in, once."""
        return f"http://{self.authority}/{self.keys.room}/enter/{self.keys.new_link()}"

    def touch(self) -> None:
        """Note that somebody uses it."""
        self._used = time.monotonic()

    @property
    def is_over(self) -> bool:
        """Whether it is to end: asked to, or nobody has used it for long and nothing runs."""
        if self.jobs.is_running:
            self.touch()
        late = self.idle is not None and time.monotonic() - self._used > self.idle
        return self.stopping or late

    def close(self) -> None:
        """End what runs, take away what was dropped."""
        self.jobs.close()
        self.worker.close()
        self.desk.close()
