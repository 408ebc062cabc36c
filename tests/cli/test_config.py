"""The user's own settings: which goes before which, and a file that is never lost or half read."""

from __future__ import annotations

import json
import stat

import pytest

from tests.conftest import Office


def settings(office: Office, *words: str) -> dict[str, tuple[str, str]]:
    """Every setting with its value and where it comes from."""
    said = json.loads(office.ok("config", "--format", "json", *words).out)["settings"]
    return {name: (each["value"], each["from"]) for name, each in said.items()}


def test_what_is_said_goes_before_the_environment_and_that_before_the_file(office: Office) -> None:
    """Each setting in turn; without the file there is what is usual."""
    other = office.folder / "別.db"
    office.monkeypatch.setenv("LOGNAME", "tester")
    for name, value in {"ledger": str(other), "author": "山田", "pager": "more", "editor": "nano"}.items():
        office.ok("config", "set", name, value)
    for name in ("PAGER", "VISUAL", "EDITOR"):
        office.monkeypatch.delenv(name, raising=False)
    assert settings(office)["ledger"] == (str(office.path), "WFC_LEDGER")
    assert settings(office)["pager"] == ("more", "file")
    office.monkeypatch.setenv("EDITOR", "vi")
    assert settings(office)["editor"] == ("vi", "EDITOR")
    office.monkeypatch.delenv("WFC_LEDGER")
    office.ok("init")
    assert other.exists()
    assert settings(office, "--no-config")["ledger"][1] == "default"
    office.case()
    office.case("--by", "鈴木")
    office.case("--no-config", "--ledger", str(other))
    said = json.loads(office.ok("log", "--format", "json").out)
    assert [each["by"] for each in said["entries"][:3]] == ["tester", "鈴木", "山田"]


def test_a_language_of_ones_own(office: Office) -> None:
    """The file's, unless the environment or the command line say another one."""
    office.ok("config", "set", "language", "en")
    assert office("case", "show", "C-9", "--lang", "ja").err.startswith("wfc: 相談")
    office.monkeypatch.delenv("WFC_LANG")
    assert "Settings file" in office.ok("config").out
    assert "設定" in office.ok("--no-config", "config", "--lang", "ja").out


def test_the_rest_of_the_file_stays(office: Office) -> None:
    """Remarks and other settings are kept, and it is readable by its owner alone."""
    path = office.folder / "config.toml"
    path.write_text('# 事務室のパソコン\nauthor = "山田" # 窓口\nlanguage = "ja"', encoding="utf-8")
    office.ok("config", "set", "author", '"引用"の\\名')
    office.ok("config", "set", "pager", "more")
    kept = path.read_text(encoding="utf-8")
    assert kept == '# 事務室のパソコン\nauthor = "\\"引用\\"の\\\\名"\nlanguage = "ja"\npager = "more"\n'
    assert settings(office)["author"] == ('"引用"の\\名', "file")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    office.ok("config", "unset", "language")
    office.ok("config", "unset", "pager")
    assert path.read_text(encoding="utf-8").count("\n") == 2
    assert office("config", "unset", "pager").code == 2


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("author = ", 6, "設定ファイルを読めません"),
        ("author = 3", 2, "author は文字で"),
        ('autor = "山田"', 2, "近いもの: author"),
        ('language = "fr"', 2, "使えるもの: ja、en"),
        ('author = " "', 2, "空か"),
        ('author = "\\u0007"', 2, "見えない文字"),
        ("\udcff", 6, "設定ファイルを読めません"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_before_anything_is_done(
    office: Office, text: str, code: int, words: str
) -> None:
    """Every command names the file and the way out, and writes nothing; --no-config goes on without it."""
    (office.folder / "config.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    before = office.head()
    done = office("case", "add", "--kind", "individual", "--received-on", "2024-12-03", "--area", "市外")
    assert (done.code, office.head()) == (code, before)
    assert words in done.err
    office.case("--no-config")


def test_what_cannot_be_set(office: Office) -> None:
    """Unknown names, languages and empty values; a place that cannot be written (6)."""
    for words in (("lang", "ja"), ("language", "fr"), ("author", ""), ("author", "\x1b[31m")):
        assert office("config", "set", *words).code == 2
    assert not (office.folder / "config.toml").exists()
    office.monkeypatch.setenv("WFC_CONFIG", "/proc/wfc/config.toml")
    assert office("config", "set", "author", "山田").code == 6
