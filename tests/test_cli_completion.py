"""``zpb completion`` and the examples in the help of every command."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from zipingbiao.cli import main
from zipingbiao.cli.arguments import build_parser
from zipingbiao.cli.completion import SHELLS, rows, script
from zipingbiao.cli.examples import EXAMPLES

#: What was typed, the last word still being written → the first words that are offered.
TYPED = {
    "zpb me": ["merge"],
    "zpb --ver": ["--version"],
    "zpb addin d": ["doctor"],
    "zpb new he": ["hebei-project", "hebei-project-2020"],
    "zpb new hebei-project --c": ["--calc"],
    "zpb check 报送 --format h": ["html"],
    "zpb check 报送 --severity w": ["warn"],
    "zpb score 报送 --profile hub": ["hubei"],
    "zpb explain ZPB05": [f"ZPB05{number}" for number in range(10)],
    "zpb report 报送 --outline tr": ["transfer"],
    "zpb help mer": ["merge"],
    "zpb merge 报": [],
}
ASK = """source "$1"
while read -r -a COMP_WORDS; do
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _zpb; echo "${COMPREPLY[@]}"
done
"""


def test_bash_offers_what_can_come_next(tmp_path: Path) -> None:
    path = tmp_path / "zpb.sh"
    path.write_text(script(build_parser(), "bash"), "utf-8")
    asked = "".join(f"{line}\n" for line in TYPED)
    done = subprocess.run(
        ["bash", "-c", ASK, "bash", path], input=asked, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert dict(zip(TYPED, map(str.split, done.stdout.splitlines()), strict=True)) == TYPED


@pytest.mark.skipif(not shutil.which("zsh"), reason="没有安装 zsh")
def test_zsh_takes_the_script(tmp_path: Path) -> None:
    path = tmp_path / "zpb.sh"
    path.write_text(script(build_parser(), "zsh"), "utf-8")
    assert subprocess.run(["zsh", "-n", path], capture_output=True, text=True).stderr == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_in_each_script(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    for at, word, _ in rows(build_parser()):
        assert f"{at}|{word}|" in text
    assert "@TABLE@" not in text


def test_a_shell_that_is_unknown_is_told_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["completion", "fish"])
    assert "bash、zsh、powershell" in capsys.readouterr().err


def test_every_command_shows_examples_that_it_understands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = build_parser()
    assert {command.prog for command in parser.near} == EXAMPLES.keys()
    for prog, lines in EXAMPLES.items():
        with pytest.raises(SystemExit):
            parser.parse_args([*prog.split()[1:], "--help"])
        assert capsys.readouterr().out.rstrip().endswith(lines[-1])
        for line in lines:
            words = shlex.split(line.removeprefix("source <(").removesuffix(")"))
            assert parser.parse_args(words[1:]) is not None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["help", "--opne"], "您是否想用 --open？"),
        (["check", "a", "--formt", "x"], "您是否想用 --format？"),
        # an option that only another command has is none that is near
        (["version", "--open"], "不认识「--open」。可用：--help。"),
    ],
)
def test_options_of_the_command_at_hand_are_offered(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(words)
    assert told in capsys.readouterr().err


def test_the_handbook_opens_in_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []

    def open_page(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", open_page)
    monkeypatch.setattr("zipingbiao.cli.first.site_folder", lambda: tmp_path)
    assert main(["help", "--open"]) == 0
    assert opened == [(tmp_path / "index.html").as_uri()]
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    assert main(["help", "--open"]) == 2
    assert str(tmp_path / "index.html") in capsys.readouterr().err
