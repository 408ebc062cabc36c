"""Values are immutable, compared by their fields, and say which value is missing or too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from welfare_cli.values import derived, replace, value

if TYPE_CHECKING:
    from dataclasses import KW_ONLY


@value
class Place:
    """A place with fields of every form."""

    name: str
    number: int = 1
    double: int = derived(factory=lambda place: place.number * 2)
    _: KW_ONLY
    closed: bool = False


def test_fields_are_given_in_order_or_by_name() -> None:
    """Those that are not given have their defaults, and a derived one follows the others."""
    place = Place("A", 2, closed=True)
    assert (place.name, place.number, place.double, place.closed) == ("A", 2, 4, True)
    assert Place(number=3, name="B") == Place("B", 3, 6)
    assert repr(Place("A")) == "Place(name='A', number=1, double=2, closed=False)"


def test_equal_fields_make_equal_values() -> None:
    """Equal values hash alike; a value of another class is never equal."""
    assert len({Place("A"), Place("A", 1), Place("B")}) == 2
    assert Place("A").__eq__(("A", 1, 2, False)) is NotImplemented
    assert replace(Place("A"), number=5, double=10) == Place("A", 5)


def test_a_value_cannot_be_changed() -> None:
    """Neither a field nor anything else can be set or deleted."""
    place = Place("A")
    for name in ("name", "other"):
        with pytest.raises(AttributeError, match=f"Place is immutable: {name}"):
            setattr(place, name, "B")
    with pytest.raises(AttributeError, match="Place is immutable: name"):
        del place.name


@pytest.mark.parametrize(
    ("given", "named", "message"),
    [
        ((), {}, "Place needs a value for name"),
        (("A", 1, 2, True), {}, "Place takes 3 values in order, not 4"),
        (("A",), {"name": "B"}, "Place takes no value by the name name here"),
        (("A",), {"colour": "B"}, "Place takes no value by the name colour here"),
    ],
)
def test_a_wrong_value_is_named(given: tuple[object, ...], named: dict[str, object], message: str) -> None:
    """A field without a value, one value too many, and a name that is no field are refused."""
    made: type = Place
    with pytest.raises(TypeError, match=message):
        made(*given, **named)
