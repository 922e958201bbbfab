"""``python -m zipingbiao.cli`` is ``zpb``."""

from __future__ import annotations

from zipingbiao.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
