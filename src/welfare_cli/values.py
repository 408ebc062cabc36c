"""Values: a class declares its fields once; its instances are immutable and compared by their fields.

`@value` does what `dataclasses.dataclass(frozen=True, slots=True)` does, which takes too long to load for a command
that is called hundreds of times in a row.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar, dataclass_transform

    Class = TypeVar("Class", bound=type[Any])
    Made = TypeVar("Made")
else:

    def dataclass_transform(**_options: object) -> Callable[[Class], Class]:
        """Mark a decorator for type checkers; at run time it does nothing."""
        return lambda decorator: decorator


class _Derived:
    """The default of a field that depends on the fields before it."""

    __slots__ = ("factory",)

    def __init__(self, factory: Callable[[Any], Any]) -> None:
        self.factory = factory


def derived(*, factory: Callable[[Any], Made]) -> Made:
    """Declare a default that `factory` computes from the value, in which the fields before this one are set."""
    default: Any = _Derived(factory)
    return default  # type: ignore[no-any-return]


@dataclass_transform(frozen_default=True, field_specifiers=(derived,))
def value(declared: Class) -> Class:
    """Make an immutable class from the annotated fields of a class.

    The constructor takes the fields in their order; those after the annotation `_: KW_ONLY` by name alone. Two values
    of one class are equal if their fields are. Methods that the class defines are kept; they cannot use `super()`
    without arguments.
    """
    body: dict[str, Any] = {
        name: each for name, each in vars(declared).items() if name not in ("__dict__", "__weakref__")
    }
    annotated = list(body["__annotations__"])
    names = [name for name in annotated if name != "_"]
    body["_defaults"] = {name: body.pop(name) for name in names if name in body}
    body["_names"] = names
    body["_positional"] = annotated.index("_") if "_" in annotated else len(names)
    body["_key"] = staticmethod(attrgetter(*names))
    body["__slots__"] = tuple(names)
    made: Any = type.__new__(type(declared), declared.__name__, declared.__bases__, _METHODS | body)
    made._setters = [getattr(made, name).__set__ for name in names]
    return made  # type: ignore[no-any-return]


def replace(of: Made, **fields: object) -> Made:
    """Return a value like another one, with other values in some fields."""
    shape: Any = type(of)
    made: Made = shape(**{**{name: getattr(of, name) for name in shape._names}, **fields})
    return made


def _init(self: Any, *given: Any, **named: Any) -> None:
    shape = type(self)
    for put, each in zip(shape._setters, given):  # noqa: B905 a field without a value, or a value too many, is next
        put(self, each)
    if named or len(given) != shape._positional or shape._positional < len(shape._names):
        _complete(self, shape, len(given), named)


def _complete(self: Any, shape: Any, many: int, named: dict[str, Any]) -> None:
    """Set the fields that were not given in order: by name, or to their defaults."""
    if many > shape._positional:
        raise TypeError(f"{shape.__name__} takes {shape._positional} values in order, not {many}")
    for name, put in zip(shape._names[many:], shape._setters[many:], strict=True):
        if name in named:
            put(self, named.pop(name))
        elif name in shape._defaults:
            default = shape._defaults[name]
            put(self, default.factory(self) if isinstance(default, _Derived) else default)
        else:
            raise TypeError(f"{shape.__name__} needs a value for {name}")
    if named:
        raise TypeError(f"{shape.__name__} takes no value by the name {', '.join(named)} here")


def _eq(self: Any, other: Any) -> Any:
    return self._key(self) == self._key(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(self._key(self))


def _repr(self: Any) -> str:
    fields = ", ".join([f"{name}={getattr(self, name)!r}" for name in self._names])
    return f"{type(self).__name__}({fields})"


def _refuse(self: Any, name: str, _value: object = None) -> None:
    raise AttributeError(f"{type(self).__name__} is immutable: {name}")


_METHODS: dict[str, Any] = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
}
