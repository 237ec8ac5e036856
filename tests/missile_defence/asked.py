"""What the case's consequences come to on draws at hand, with quantities and the reader's numbers
set.
"""

from dataclasses import replace

from stakes.outcomes.consequence_model import Beliefs, Call, luck_of


def valued(believed, changes=None, agreed=False, seed=None, **parameters):
    """Values by attribute with quantities set and the reader's numbers chosen."""
    return called(believed, changes, agreed, seed, **parameters)[0]


def called(believed, changes=None, agreed=False, seed=None, **parameters):
    """The same and the level of the baseline."""
    case, fit = believed
    draws = fit["posterior"].to_dataset()
    new = {name: draws[name] * 0.0 + value for name, value in (changes or {}).items()}
    chosen_by = {
        name: p.model_copy(update={"value": parameters.get(name, p.value)})
        for name, p in case.parameters.items()
    }
    case = replace(case, parameters=chosen_by)
    beliefs = Beliefs(draws.assign(new))
    luck = None if seed is None else luck_of(case, beliefs, seed)
    return Call(case, case.as_of, luck, agreed).values(beliefs)
