"""What `make release` says of what it writes; the writing itself is tried by the release."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from email.message import Message
from pathlib import Path

import pytest

import zipingbiao
from tooling import tool

release = tool("release")


def wheel(name: str, *lines: str, licence: str = "") -> bytes:
    """The bytes of a wheel of nothing but its metadata."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = f"{name}-1.0.dist-info"
        metadata = "\n".join((f"Name: {name}", "Version: 1.0", *lines))
        archive.writestr(f"{info}/METADATA", metadata)
        if licence:
            archive.writestr(f"{info}/licenses/LICENSE.txt", licence)
    return data.getvalue()


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A kit of two packages and Python."""
    path = tmp_path / "kit.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("kit/wheels/b.whl", wheel("B_b", "License: MIT"))
        archive.writestr("kit/wheels/a.whl", wheel("a", "License: " + "x" * 99, licence="全文"))
        archive.writestr("kit/python/python.exe", b"")
    return path


def test_all_that_the_kit_carries_is_in_the_bill_of_materials(kit: Path) -> None:
    document = release.sbom(release.carried(kit))
    assert document["metadata"]["component"]["version"] == zipingbiao.__version__
    assert [one["name"] for one in document["components"]] == ["a", "B_b", "Python"]
    [first, second, _] = document["components"]
    assert "licenses" not in first  # a whole text is no name
    assert second["licenses"] == [{"license": {"name": "MIT"}}]
    assert second["purl"] == "pkg:pypi/b-b@1.0"
    digest = hashlib.sha256(wheel("B_b", "License: MIT")).hexdigest()
    assert second["hashes"] == [{"alg": "SHA-256", "content": digest}]


def test_the_licences_have_their_texts(kit: Path) -> None:
    text = release.licences(release.carried(kit))
    assert "a 1.0：见下面的全文" in text
    assert "\n全文\n" in text
    assert f"zipingbiao {zipingbiao.__version__}：MIT" in text


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"License-Expression": "BSD-3-Clause"}, "BSD-3-Clause"),
        (
            {"License": "UNKNOWN", "Classifier": "License :: OSI Approved :: MIT License"},
            "MIT License",
        ),
        ({"Classifier": "Programming Language :: Python"}, ""),
    ],
)
def test_a_licence_is_named_wherever_it_stands(fields: dict[str, str], name: str) -> None:
    head = Message()
    for field, value in fields.items():
        head[field] = value
    assert release.licence(head) == name


def test_the_sums_are_those_of_sha256sum(tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text("1", "utf-8")
    (tmp_path / "二.txt").write_text("2", "utf-8")
    (tmp_path / "SHA256SUMS").write_text(release.sums(tmp_path), "utf-8")
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True)
    assert done.returncode == 0
    assert release.sums(tmp_path).count("\n") == 2
