"""Groups of parameters that become known together."""

from collections.abc import Iterable, Mapping

from stakes.decision.draws.arrays import Array


def members(
    groups: Mapping[str, Iterable[str]] | None, found: dict[str, dict[str, Array]]
) -> dict[str, dict[str, Array]]:
    """The elements of each group; without groups, those of each variable.

    Raises
    ------
    ValueError
        If a group is no list, is empty, or names what is not there or the same thing twice.
    """
    if groups is None:
        return found
    if not isinstance(groups, Mapping):
        raise ValueError(
            "groups must map a name to a list of variables, such as {'threat': ['rate', 'size']}"
        )
    if not groups:
        raise ValueError("groups is empty: leave it out to have each variable on its own")
    single = {name: {name: x} for variable in found.values() for name, x in variable.items()}
    known = single | found
    out: dict[str, dict[str, Array]] = {}
    for group, wanted in groups.items():
        names = _names(group, wanted)
        if unknown := [n for n in names if n not in known]:
            raise ValueError(
                f"group {group!r}: unknown {', '.join(unknown)}. The parameters are "
                f"{', '.join(found)}"
            )
        parts = [element for n in names for element in known[n]]
        if twice := sorted({p for p in parts if parts.count(p) > 1}):
            raise ValueError(
                f"group {group!r} names {', '.join(twice)} more than once: once is enough"
            )
        if str(group) in out:
            raise ValueError(f"two groups are called {str(group)!r}: rename one of them")
        out[str(group)] = {element: x for n in names for element, x in known[n].items()}
    return out


def _names(group: str, wanted: Iterable[str]) -> list[str]:
    if isinstance(wanted, str) or not isinstance(wanted, Iterable):
        raise ValueError(f"group {group!r} must be a list of variables: [{wanted!r}]")
    names = [str(w) for w in wanted]
    if not names:
        raise ValueError(
            f"group {group!r} is empty: name at least one variable, or leave the group out"
        )
    return names
