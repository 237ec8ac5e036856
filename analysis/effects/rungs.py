"""The ladder: what each rung needs, shows, meets and risks, from increments, so that its orders
hold in every draw.

Each function gives a mapping from rung to [draw], and `stacked` lays them out over the options.
"""

import numpy as np

RUNGS = (
    "none",
    "transparency",
    "exercises",
    "warning",
    "one_way",
    "information",
    "safeguards",
    "separate",
    "joint",
    "limits",
)
DEEP = ("warning", "one_way", "information", "safeguards", "separate", "joint")  # can carry limits


def stacked(by_rung, options):
    """Values by rung as [option, draw]; 0 where a rung has none."""
    shape = np.broadcast_shapes(*(np.shape(x) for x in by_rung.values()))
    zero = np.zeros(shape)
    return np.stack([by_rung.get(o.rung, zero) + zero for o in options])


def by_name(options, **values):
    """Numbers that hang on other levels than the rung, [option, 1]: 1 where ``o.<name>`` is among
    those given.
    """
    ((name, wanted),) = values.items()
    return np.array([[float(getattr(o, name) in wanted)] for o in options])


def exposure(n):
    """What is shown to Moscow, relative to information sharing."""
    warning = n["exposure_warning"]
    exercises = warning * n["exposure_exercises"]
    one = np.ones(np.shape(warning))
    return {
        "transparency": exercises * n["exposure_transparency"],
        "exercises": exercises,
        "warning": warning,
        "information": one,
        "limits": one,
        "safeguards": n["exposure_safeguards"],
        "separate": n["exposure_separate"],
        "joint": np.exp(n["exposure_joint_step"]),
    }


def signing(n):
    """Rate of agreeing a year, at the mean type and before allies weigh in."""
    exercises = np.exp(n["sign_level"])
    warning = exercises * np.exp(-n["sign_step_warning"])
    information = warning * np.exp(-n["sign_step_information"])
    separate = information * np.exp(-n["sign_step_separate"])
    return {
        "transparency": exercises * np.exp(n["sign_transparency"]),
        "exercises": exercises,
        "warning": warning,
        "one_way": warning * np.exp(-n["sign_step_one_way"]),
        "information": information,
        "safeguards": information * np.exp(-n["sign_step_safeguards"]),
        "separate": separate,
        "joint": separate * np.exp(-n["sign_step_joint"]),
        "limits": information * priced(n),
    }


def priced(n):
    """Chance that what is signed carries limits on the later phases."""
    return 1 / (1 + np.exp(-n["sign_limits"]))


def met(n):
    """Share of a sincere objection that an agreement meets when it works."""
    found = {"transparency": n["met_transparency"]}
    for rung, below in (
        ("exercises", "transparency"),
        ("warning", "exercises"),
        ("information", "warning"),
        ("safeguards", "information"),
        ("separate", "information"),
        ("joint", "separate"),
        ("limits", "separate"),
    ):
        found[rung] = found[below] + (1 - found[below]) * n[f"met_step_{rung}"]
    return found | {"one_way": found["transparency"]}


def erosion(n):
    """Rate of an erosion of collective defence a year of work, by the reader's reading."""
    reading = "loose" if n.setting.parameters["erosion_loose"] > 0.5 else "strict"
    level, territory, seat = (
        n.at(f"erosion_{name}", reading) for name in ("level", "territory", "seat")
    )
    exercises = np.exp(level)
    information = exercises * np.exp(territory)
    separate = information * np.exp(n["erosion_separate_step"])
    warning = exercises * np.exp(n["erosion_warning_share"] * territory)
    return {
        "transparency": exercises * n["erosion_transparency"],
        "exercises": exercises,
        "warning": warning,
        "one_way": warning,
        "information": information,
        "safeguards": information,
        "limits": information,
        "separate": separate,
        "joint": separate * np.exp(seat),
    }


def interface(n):
    """Cost of what an agreement needs to be built, once: at most that of the defence itself."""
    transparency = n["interface_transparency"]
    exercises = transparency * np.exp(n["interface_step_exercises"])
    warning = exercises * np.exp(n["interface_step_warning"])
    information = warning * np.exp(n["interface_step_information"])
    separate = information * np.exp(n["interface_step_separate"])
    found = {
        "transparency": transparency,
        "exercises": exercises,
        "warning": warning,
        "one_way": warning,
        "information": information,
        "limits": information,
        "safeguards": information * np.exp(n["interface_step_safeguards"]),
        "separate": separate,
        "joint": separate * np.exp(n["interface_step_joint"]),
    }
    return {rung: np.minimum(cost, n["interface_most"]) for rung, cost in found.items()}


def tracking(n):
    """Share of missed tracks that it recovers, within reach of Russian sensors."""
    full = n["track_gain"]
    return dict.fromkeys(("one_way", "information", "safeguards", "limits"), full) | {
        "separate": full * n["track_gain_little"],
        "joint": full * n["track_gain_most"],
    }


def depth(n):
    """Depth of a shared task, from exercises (0) to information sharing and deeper (1)."""
    one = np.ones(np.shape(n["ease_level"]))
    deep = dict.fromkeys(("information", "safeguards", "limits", "separate", "joint"), one)
    half = dict.fromkeys(("warning", "one_way"), one / 2)
    return {"transparency": 0 * one, "exercises": 0 * one} | half | deep
