"""Moscow: a type that nobody sees (partner, trader, rival) and that changes, behind all that
Moscow does.

A hidden Markov model in yearly steps (Rabiner 1989). A change from partner or rival leads to trader
with `moscow_to_middle`. Acts look like one of the three types: an act of the type's own kind with
`signal_own`, and the more telling it is, the farther from chance. Acts of one year hang together,
as a war or a summit colours all of them, so a year's acts speak of the type with `signal_year` and
else of an occasion. Ruptures between NATO and Russia are a Poisson count by type.

The path is summed out by the forward recursion; the type on the day of the choice (the as-of date,
or the case's own if that is later) is recovered as schools are. What hangs on the type elsewhere is
centred on `moscow_share`, its mean over the record: so no other file needs to know how it came
about.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

TYPES = ["partner", "trader", "rival"]
FIRST_YEAR, FRAMEWORK = 1994, np.datetime64("1997-05-27")
REVIEWS = [2013, 2016]
DAY, YEAR = np.timedelta64(1, "D"), 365.25
CHAIN = ["moscow_switch", "moscow_to_middle", "rupture_rate", "link_rupture_rival"]
SIGNALS = [
    "signal_own",
    "signal_far",
    "signal_clear",
    "signal_cheap",
    "signal_costly",
    "signal_year",
]
LINKS = [
    "link_sign_partner",
    "link_sign_rival",
    "link_work_partner",
    "link_work_rival",
    "link_race_rival",
    "link_consent_rival",
    "link_sincere_partner",
]


def _leading(record):
    """By year with acts, the type that most of them look like."""
    by_type = record[:, :9].reshape(-1, 3, 3).sum(axis=1)
    return by_type[by_type.sum(axis=1) > 0].argmax(axis=1)


def _longest_run(leading):
    ends = np.flatnonzero(np.diff(leading)) + 1
    return np.diff([0, *ends, leading.size]).max(initial=0)


def _between_ruptures(record):
    years = np.repeat(np.arange(len(record)), record[:, 9])
    return np.diff(years).max(initial=0)


CHECKS = {
    "moscow_record": {
        "changes of the leading reading between years": lambda x: np.count_nonzero(
            np.diff(_leading(x))
        ),
        "longest run of one leading reading": lambda x: _longest_run(_leading(x)),
        "acts like a rival's since 2009": lambda x: x[2009 - FIRST_YEAR :, 2:9:3].sum(),
        "acts like a partner's": lambda x: x[:, 0:9:3].sum(),
        "ruptures": lambda x: x[:, 9].sum(),
        "years between ruptures": _between_ruptures,
    }
}


def add(priors, evidence):
    """Register Moscow's type, with its acts and the ruptures as evidence."""
    years = np.arange(FIRST_YEAR, evidence.horizon.year + 1)
    pm.modelcontext(None).add_coords({"type": TYPES, "type_next": TYPES, "moscow_year": years})
    q = stakes.quantities(priors, [*CHAIN, *SIGNALS, *LINKS])
    stakes.quantities(priors, ["moscow_type"])
    for review in REVIEWS:  # by it the type on that day is drawn from the chain, the same for all
        pm.Uniform(f"moscow_luck_{review}", 0.0, 1.0)
    known, begun, framework, record = _data(evidence, years)
    change = _transition(q["moscow_switch"], q["moscow_to_middle"])
    ruptures = _rupture_rates(q)
    looks = _looks(q)
    start = np.array(list(priors["moscow_start"].weights.values()))
    given_type = pt.exp(_log_emission(record, looks, q["signal_year"], ruptures, framework))
    forward, backward = _messages(change, given_type, start, begun, years.size - 1)
    weights = stakes.state_weights(priors, "moscow_type")
    log_likelihood = pt.log(forward[-1]) - pt.log(weights)
    stakes.state_likelihood("moscow_type", log_likelihood, of="moscow_record")
    pm.CustomDist(
        "moscow_record",
        *(log_likelihood, weights, change, looks, q["signal_year"], ruptures),
        *(pt.as_tensor(start), begun, framework, record),
        logp=lambda _, log_likelihood, weights, *__: pt.logsumexp(pt.log(weights) + log_likelihood),
        random=_random_record,
        dtype="int64",
        signature="(k),(k),(k,k),(k,w,r),(),(k),(k),(y),(y),(y,n)->(y,n)",
        observed=record,
    )
    _describe(change, ruptures, forward * backward, known)


def _data(evidence, years):
    """Which years are known by now, and which have begun by the day of the choice, to which the
    chain steps; the share of years in which the framework of work was in being, and what was seen
    in them: acts by weight and reading, and ruptures.
    """
    now = np.datetime64(evidence.as_of)
    begins = years.astype("U4").astype("datetime64[Y]").astype("datetime64[D]")
    ends = np.minimum(begins + np.timedelta64(365, "D"), now)
    framework = np.maximum((ends - np.maximum(begins, FRAMEWORK)) / DAY / YEAR, 0.0)
    record = np.zeros((years.size, 10), dtype="int64")
    acts = _acts(evidence["moscow_signals"])
    column = (acts["weight"] - 1) * 3 + acts["reading"].map(TYPES.index)
    np.add.at(record, (acts["date"].dt.year - FIRST_YEAR, column.astype(int)), 1)
    days = evidence["suspensions"]["date"].drop_duplicates()
    np.add.at(record, (days.dt.year - FIRST_YEAR, 9), 1)
    known = (years <= evidence.as_of.year).astype(float)
    begun = (years <= evidence.start.year).astype(float)
    return (
        pm.Data("moscow_known", known, dims="moscow_year"),
        pm.Data("moscow_begun", begun, dims="moscow_year"),
        pm.Data("framework_years", framework, dims="moscow_year"),
        pm.Data("moscow_record_seen", record),
    )


def _acts(rows):
    """One act for each story and reading: the heaviest."""
    rows = rows[(rows["enters"] == 1) & (rows["date"].dt.year >= FIRST_YEAR)]
    heaviest_first = rows.sort_values("weight", ascending=False, kind="stable")
    return heaviest_first.drop_duplicates(["cluster", "reading"])


def _transition(switch, to_middle):
    """Chances of the type a year later, [type, type_next]."""
    u = -pt.expm1(-switch)
    near, far, half = u * to_middle, u * (1 - to_middle), u / 2
    return pt.stacklists([[1 - u, near, far], [half, 1 - u, half], [far, near, 1 - u]])


def _rupture_rates(q):
    """Ruptures a year by type; `rupture_rate` is their mean over the types in the long run."""
    rival_share = 0.5 / (1 + q["moscow_to_middle"])
    ratio = q["link_rupture_rival"]
    other = q["rupture_rate"] / (1 + rival_share * (ratio - 1))
    return pt.stack([other, other, other * ratio])


def _looks(q):
    """Chance of what an act looks like, [type, weight, reading]: a third each if it tells
    nothing.
    """
    clear = q["signal_clear"]
    tells = pt.stack([clear * q["signal_cheap"], clear, clear + (1 - clear) * q["signal_costly"]])[
        None, :, None
    ]
    own, far = q["signal_own"], q["signal_far"]
    rest = 1 - own
    near = rest * (1 - far)
    fully = pt.stacklists(
        [[own, near, rest * far], [rest / 2, own, rest / 2], [rest * far, near, own]]
    )
    return (1 - tells) / 3 + tells * fully[:, None, :]


def _log_emission(record, looks, telling, ruptures, framework):
    """Log likelihood of what was seen in a year, [year, type]."""
    acts = record[:, :9].reshape((-1, 1, 3, 3))
    of_type = (acts * pt.log(looks)[None]).sum(axis=(2, 3))
    of_occasion = (acts[:, 0] * pt.log(looks.mean(axis=0))[None]).sum(axis=(1, 2))[:, None]
    either = pt.logaddexp(pt.log(telling) + of_type, pt.log1p(-telling) + of_occasion)
    mean = framework[:, None] * ruptures[None, :]
    count = record[:, 9][:, None]
    return either + count * pt.log(pt.maximum(mean, 1e-12)) - mean - pt.gammaln(count + 1.0)


def _messages(change, given_type, start, begun, steps):
    """Forward and backward messages by year, [year, type]; years that have not begun by the day of
    the choice change nothing.
    """
    step = begun[1:, None, None] * change[None] + (1 - begun[1:, None, None]) * np.eye(3)
    seen = pt.where(begun[:, None] > 0, given_type, 1.0)
    each = step * seen[1:, None, :]
    first = start * seen[0]
    forward = (first[None, :, None] * _products(each, steps)).sum(axis=1)
    back = _products(each[::-1].dimshuffle(0, 2, 1), steps)[::-1].sum(axis=1)
    return (
        pt.concatenate([first[None], forward]),
        pt.concatenate([back, pt.ones((1, 3))]),
    )


def _products(matrices, n):
    """Products of all matrices up to each, [n, 3, 3], by doubling (Hillis and Steele 1986): few
    operations to compile, where a chain of them would be many.
    """
    reach = 1
    while reach < n:
        left, right = matrices[:-reach], matrices[reach:]
        longer = (left[:, :, :, None] * right[:, None, :, :]).sum(axis=2)
        matrices = pt.concatenate([matrices[:reach], longer])
        reach *= 2
    return matrices


def _random_record(_, weights, change, looks, telling, ruptures, start, *given, rng, size=None):
    """A record of as many acts in the same years, by a new path that ends in the type drawn."""
    begun, framework, acts = given
    path = _random_path(change, start, weights, begun, rng)
    record = np.zeros((len(path), 10), dtype="int64")
    for y, kind in enumerate(path):
        of_type = rng.random() < telling
        chances = looks[kind] if of_type else looks.mean(axis=0)
        seen = acts[y, :9].reshape(3, 3).sum(axis=1)
        record[y, :9] = rng.multinomial(seen, chances).ravel()
    record[:, 9] = rng.poisson(framework * ruptures[path])
    return record


def _random_path(change, start, weights, begun, rng):
    """Types by year, backwards from the last, which has the chance of the chain times its
    weight.
    """
    steps = [change if k else np.eye(3) for k in begun[1:]]
    before = [start]
    for step in steps:
        before.append(before[-1] @ step)
    path = [_draw(before[-1] * weights, rng)]
    for at, step in zip(before[-2::-1], steps[::-1], strict=True):
        path.append(_draw(at * step[:, path[-1]], rng))
    return np.array(path[::-1])


def _draw(weights, rng):
    return rng.choice(weights.size, p=weights / weights.sum())


def _describe(change, ruptures, both, known):
    """Chances of the types by year given the whole record, and what others are centred on."""
    path = both / both.sum(axis=1, keepdims=True)
    pm.Deterministic("moscow_path", path, dims=("moscow_year", "type"))
    share = (path * known[:, None]).sum(axis=0) / known.sum()
    pm.Deterministic("moscow_share", share, dims="type")
    pm.Deterministic("moscow_transition", change, dims=("type", "type_next"))
    pm.Deterministic("rupture_by_type", ruptures, dims="type")
