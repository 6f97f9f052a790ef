"""The words after --user, as docker reads them."""

import pytest

from check.users import User, look_up


@pytest.mark.parametrize("words, user", [
    ("", User(0, 0, [], "/root")),
    ("1000", User(1000, 100, [50], "/home/jovyan")),
    ("jovyan", User(1000, 100, [50], "/home/jovyan")),
    ("12345", User(12345, 0, [], "/")),
    ("12345:0", User(12345, 0, [], "/")),
    ("1000:0", User(1000, 0, [], "/home/jovyan")),
    ("jovyan:staff", User(1000, 50, [], "/home/jovyan")),
])
def test_words(root, words, user):
    assert look_up(root, words) == user


@pytest.mark.parametrize("words", ["nobody-here", "1000:nogroup"])
def test_a_name_that_the_image_lacks(root, words):
    with pytest.raises(ValueError, match="does not have it|has no"):
        look_up(root, words)
