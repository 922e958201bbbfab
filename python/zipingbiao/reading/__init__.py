"""From files and folders to data: find files, read each, see which of them count.

One bad file never stops the rest. The result is the same whatever the number of processes.
"""

from __future__ import annotations

from zipingbiao.reading.cache import PartCache, cache_files
from zipingbiao.reading.files import FileReading, broken_off, read_file_forms
from zipingbiao.reading.finding import (
    LEDGER_NAME,
    SETTINGS_NAME,
    Found,
    discover,
    distinct,
    inputs,
    printable,
)
from zipingbiao.reading.parts import Parts, ToldFaults
from zipingbiao.reading.plain import Codec
from zipingbiao.reading.pool import (
    Progress,
    gather,
    read_all,
    read_parts,
    read_paths,
)
from zipingbiao.reading.standing import FILED_TWICE

__all__ = [
    "FILED_TWICE",
    "LEDGER_NAME",
    "SETTINGS_NAME",
    "Codec",
    "FileReading",
    "Found",
    "PartCache",
    "Parts",
    "Progress",
    "ToldFaults",
    "broken_off",
    "cache_files",
    "discover",
    "distinct",
    "gather",
    "inputs",
    "printable",
    "read_all",
    "read_file_forms",
    "read_parts",
    "read_paths",
]
