"""Which choices leave which others open."""

from collections.abc import Hashable, Iterable, Sequence

from stakes.decision.sequence.stage import Stage

type Open = tuple[tuple[int, ...], ...]  # for each option, the numbers of those of the next stage


def links(stages: Sequence[Stage], options: Sequence[tuple[str, ...]]) -> list[Open]:
    """What each option of each stage leaves open at the next; nothing after the last.

    Raises
    ------
    ValueError
        If an unknown option is named, an option leaves nothing open, or one that can be had leaves
        open no more than what the other stages have no use for: an option that none leaves open.
    """
    found = []
    reached: tuple[int, ...] = tuple(range(len(options[0])))
    for i, stage in enumerate(stages):
        after = options[i + 1] if i + 1 < len(options) else ()
        if not after and stage.opens:
            raise ValueError(f"the last stage, {stage.name!r}, leaves nothing open: drop its opens")
        found.append(_open(stage, options[i], after))
        if not after:
            break
        later = {d for option in reached for d in found[i][option]}
        if closed := [after[d] for d in range(len(after)) if d not in later]:
            raise ValueError(
                f"{', '.join(closed)} of stage {stages[i + 1].name!r} is a choice that no choice "
                f"of {stage.name!r} leaves open"
            )
        reached = tuple(sorted(later))
    return found


def _open(stage: Stage, options: tuple[str, ...], after: tuple[str, ...]) -> Open:
    said = {str(option): left for option, left in stage.opens.items()}
    if unknown := [name for name in said if name not in options]:
        raise ValueError(
            f"opens of stage {stage.name!r} names {', '.join(unknown)}, which is none of its "
            f"options, {', '.join(options)}"
        )
    return tuple(
        _numbers(stage.name, name, said[name], after) if name in said else tuple(range(len(after)))
        for name in options
    )


def _numbers(
    stage: str, option: str, left: Iterable[Hashable], after: tuple[str, ...]
) -> tuple[int, ...]:
    names = [left] if isinstance(left, str) else [str(name) for name in left]
    if not names:
        raise ValueError(f"{option} of stage {stage!r} leaves no choice open: name at least one")
    if unknown := [name for name in names if name not in after]:
        raise ValueError(
            f"{option} of stage {stage!r} leaves {', '.join(unknown)} open, which is none of the "
            f"next stage's options, {', '.join(after)}"
        )
    return tuple(sorted({after.index(name) for name in names}))
