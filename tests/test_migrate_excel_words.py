"""Every sentence has its Chinese, with the same blanks to fill in."""

import ast
import string
from pathlib import Path

import pytest
from migrate.clean.values import ValueFaultError, to_number
from migrate.tell import words
from migrate.tell.words import CHINESE, choose, speak

SCRIPTS = Path(__file__).parents[1] / "scripts"


@pytest.fixture(autouse=True)
def english_again():
    """Speak English after each test."""
    yield
    speak("en")


def said():
    """Return every sentence that the sources pass to say()."""
    for path in [
        SCRIPTS / "migrate_excel.py",
        *sorted((SCRIPTS / "migrate").glob("**/*.py")),
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_say = isinstance(node, ast.Call) and (
                getattr(node.func, "id", "") == "say"
            )
            if is_say and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def blanks(sentence):
    """Return the names to fill in."""
    return {name for _t, name, _s, _c in string.Formatter().parse(sentence) if name}


def test_every_sentence_has_its_chinese_and_no_chinese_is_left_over():
    assert set(said()) == set(CHINESE)


def test_a_translation_fills_in_the_same_values():
    for sentence, chinese in CHINESE.items():
        assert blanks(sentence) == blanks(chinese), sentence


def test_a_refusal_is_said_in_the_chosen_language():
    speak("zh")

    with pytest.raises(ValueFaultError, match="“twelve”不是数字"):
        to_number("twelve")
    assert choose({"en": "Contacts", "zh": "联系人"}) == "联系人"


@pytest.mark.parametrize(
    ("variable", "expected"), [("zh_CN.UTF-8", "zh"), ("C.UTF-8", "en"), ("", "en")]
)
def test_the_shell_decides_where_nobody_else_does(monkeypatch, variable, expected):
    monkeypatch.setenv("LC_ALL", variable)
    monkeypatch.setenv("LANG", "")

    assert words.spoken_by_the_shell() == expected
