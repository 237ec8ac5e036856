"""Log densities of quantities and of bodies of evidence, and what their powers do."""

import numpy as np
import pytest

from stakes.decision.draws.arrays import mcse
from stakes.decision.draws.importance_weights import smoothed_weights, weighted_mean
from stakes.inference import assembly
from stakes.inference.apart.drawing import sample
from stakes.inference.log_densities import components, powers_of, summed_densities
from stakes.inference.model.powers import EVIDENCE, PRIOR
from stakes.inference.sampling import Settings

FREE = 8  # quantities whose log priors are looked at


@pytest.mark.slow
def test_log_priors_are_those_of_the_model(compiled, real_fit):
    """Up to a constant: the model's own log density of its free variables against that of
    quantities, where each has one.
    """
    case, whole, _ = compiled
    model = whole.model
    draws = real_fit["posterior"].to_dataset()
    density = real_fit["log_prior"].to_dataset()
    import pymc as pm

    named = [n for n, q in case.quantities.items() if q.kind == "distribution" and n in density]
    free = [name for name in named if model[name] in model.free_RVs]
    assert len(free) >= FREE
    for name in free[:FREE]:
        x = draws[name].isel(chain=0, draw=slice(0, 50)).values
        wanted = np.array([pm.logp(model[name], row).eval().sum() for row in x])
        got = density[name].isel(chain=0, draw=slice(0, 50)).values
        np.testing.assert_allclose(got - got[0], wanted - wanted[0], atol=1e-9)


@pytest.mark.slow
def test_log_likelihoods_are_those_of_the_evidence(real_case, real_fit):
    draws = real_fit["posterior"].to_dataset().isel(chain=0, draw=0)
    rows = real_case.evidence_as_of()["intercept_tests"]
    p = draws["block_success"].sel(block=list(rows["block"])).values
    wanted = np.where(rows["hit"] == 1, np.log(p), np.log1p(-p)).sum()
    assert float(real_fit["log_likelihood"]["hit"].isel(chain=0, draw=0)) == pytest.approx(wanted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("component", "quantity", "alpha"),
    [
        ("prior of efficacy", "block_spread", 2.0),
        pytest.param("evidence on threat", "attack_rate", 4.0, marks=pytest.mark.long),
        pytest.param("evidence on compromise", "pass_entities", 2.0, marks=pytest.mark.long),
    ],
)
def test_weights_agree_with_sampling_again(compiled, real_fit, component, quantity, alpha):
    case, whole, ready = compiled
    powers = powers_of(component, alpha, case.topics)
    columns = dict(zip((PRIOR, EVIDENCE), np.array(list(powers.values())).T, strict=True))
    settings = Settings(draws=1500, tune=800, chains=4, seed=3)
    raw = sample(ready.with_data(columns), settings).posterior.to_dataset()
    again = np.log(
        assembly.posterior_of(case, whole, raw, assembly.Layout(3, (4, 1500)), powers)[0][quantity]
    )
    density, x = (
        summed_densities(real_fit)[component],
        np.log(real_fit["posterior"][quantity].values),
    )
    if {density.ndim, x.ndim} == {2, 3}:  # one of them hangs on a state, which is drawn once a set
        density, x = np.broadcast_arrays(
            *(a if a.ndim == 3 else a[..., None] for a in (density, x))
        )
    w, k = smoothed_weights((alpha - 1) * density)
    found = weighted_mean(x, w)
    error = np.hypot(found.error, float(mcse(again)))
    assert k < 0.7
    assert abs(found.mean - float(again.mean())) < 4 * error
    plain = float(np.log(real_fit["posterior"][quantity]).mean())
    assert abs(plain - float(again.mean())) > 4 * error  # and the power did something


@pytest.mark.slow
def test_components_cover_every_topic_once(real_case, real_fit):
    found = components(real_fit)
    priors = [v for name, names in found.items() if name.startswith("prior of") for v in names]
    assert sorted(priors) == sorted(found["prior"])
    evidence = [v for name, names in found.items() if name.startswith("evidence on") for v in names]
    assert sorted(evidence) == sorted(found["likelihood"])
    assert len(found["likelihood"]) == 20
