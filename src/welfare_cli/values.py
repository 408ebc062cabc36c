"""`@value`: immutable classes that declare their fields once and compare by them.

It replaces `dataclasses.dataclass(frozen=True, slots=True)`, whose import takes too long for a command that a user
calls hundreds of times in a row.
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


_REQUIRED = object()
"""The default of a field without one."""


def derived(*, factory: Callable[[Any], Made]) -> Made:
    """Declare a default that `factory` computes from the value, in which the fields before this one are set."""
    default: Any = _Derived(factory)
    return default  # type: ignore[no-any-return]


@dataclass_transform(frozen_default=True, field_specifiers=(derived,))
def value(declared: Class) -> Class:
    """Make an immutable class from the annotated fields of a class.

    The constructor takes the fields in their order; those after the annotation `_: KW_ONLY` by name alone. Two values
    of one class are equal if their fields are. The class keeps its methods, which cannot use `super()` without
    arguments. It inherits the fields of a base class that is a value.
    """
    body: dict[str, Any] = {
        name: each for name, each in vars(declared).items() if name not in ("__dict__", "__weakref__")
    }
    base: Any = declared.__base__
    inherited, own = getattr(base, "_annotated", []), body.get("__annotations__", {})
    body["_annotated"] = annotated = list(dict.fromkeys([*inherited, *own]))
    body["_names"] = names = [name for name in annotated if name != "_"]
    body["_defaults"] = getattr(base, "_defaults", {}) | {name: body.pop(name) for name in own if name in body}
    body["_positional"] = annotated.index("_") if "_" in annotated else len(names)
    body["_key"] = staticmethod(attrgetter(*names))
    body["__slots__"] = tuple(name for name in names if name not in inherited)
    methods = {} if inherited else _METHODS
    made: Any = type.__new__(type(declared), declared.__name__, declared.__bases__, methods | body)
    made._setters = [getattr(made, name).__set__ for name in names]
    made._fields = [(name, getattr(made, name).__set__, made._defaults.get(name, _REQUIRED)) for name in names]
    return made  # type: ignore[no-any-return]


def asdict(of: object) -> dict[str, Any]:
    """Return the fields of a value by name."""
    shape: Any = type(of)
    return {name: getattr(of, name) for name in shape._names}


def replace(of: Made, **fields: object) -> Made:
    """Return a copy of a value with other values in some fields."""
    return type(of)(**{**asdict(of), **fields})


def _init(self: Any, *given: Any, **named: Any) -> None:
    shape = type(self)
    for put, each in zip(shape._setters, given):  # noqa: B905 a field without a value, or a value too many, is next
        put(self, each)
    if named or len(given) != shape._positional or shape._positional < len(shape._names):
        _complete(self, shape, len(given), named)


def _complete(self: Any, shape: Any, many: int, named: dict[str, Any]) -> None:
    """Set the fields without positional argument: by name, or to their defaults."""
    if many > shape._positional:
        raise TypeError(f"{shape.__name__} takes {shape._positional} values in order, not {many}")
    for name, put, default in shape._fields[many:]:
        if name in named:
            put(self, named.pop(name))
        elif default is _REQUIRED:
            raise TypeError(f"{shape.__name__} needs a value for {name}")
        else:
            put(self, default.factory(self) if default.__class__ is _Derived else default)
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
