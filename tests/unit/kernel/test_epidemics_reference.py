"""The statistics against the authors' own software: fitdistrplus, superspreading, coarseDataTools, EpiEstim."""

from __future__ import annotations

import csv
import math
import statistics

import pytest

from sizao.kernel.epidemics import delays, offspring, reproduction

pytestmark = pytest.mark.worlds

QUANTILES = {"mean": "MeanR", "sd": "StdR", "lower": "Quantile.0.025R", "median": "MedianR", "upper": "Quantile.0.975R"}


@pytest.fixture
def table(data):
    """Rows of a reference file; skipped with a reason where the file is absent."""

    def read(name):
        path = data / name
        if not path.exists():
            pytest.skip(f"{name} is not among the outbreak data")
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


def test_mers_offspring_is_as_published(table):
    counts = [int(row["offspring"]) for row in table("reference/chains/mers_korea_2015_offspring.csv")]
    reference = table("reference/chains/offspring_nb_fit.csv")[0]
    found = offspring.fit(counts)
    assert (found.cases, found.infected) == (162, 98)
    assert found.mean.value == pytest.approx(float(reference["R_mle"]), abs=5e-4)
    assert found.dispersion.value == pytest.approx(float(reference["k_profile_mle"]), abs=5e-5)
    assert found.dispersion.lower == pytest.approx(float(reference["k_lo95_profile"]), abs=5e-5)
    assert found.dispersion.upper == pytest.approx(float(reference["k_hi95_profile"]), abs=5e-5)
    assert found.log_likelihood == pytest.approx(float(reference["loglik"]), abs=1e-5)
    assert offspring.observed_share(counts, 0.8) / 162 == pytest.approx(float(reference["prop_cases_80pct_empirical"]))


def test_ebola_offspring_is_as_published(table):
    people = [row["case_id"] for row in table("linelists/ebola_sim_clean_linelist.csv")]
    counts = dict.fromkeys(people, 0)
    for row in table("linelists/ebola_sim_contacts.csv"):
        if row["infector"] in counts:
            counts[row["infector"]] += 1
    reference = table("reference/chains/offspring_nb_fit.csv")[1]
    if sum(counts.values()) != int(reference["sum"]):
        pytest.skip("the reference counted other links")
    found = offspring.fit(list(counts.values()))
    assert found.dispersion.value == pytest.approx(float(reference["k_profile_mle"]), rel=1e-3)
    assert found.dispersion.lower == pytest.approx(float(reference["k_lo95_profile"]), rel=1e-3)
    assert found.dispersion.upper == pytest.approx(float(reference["k_hi95_profile"]), rel=1e-3)


@pytest.mark.parametrize("share", ["0.5", "0.8", "0.95"])
def test_who_causes_most_is_as_in_superspreading(table, share):
    for row in table("reference/superspreading/proportion_transmission.csv"):
        found = offspring.expected_share(float(row["R"]), float(row["k"]), float(share))
        assert found == pytest.approx(float(row[f"cases_for_{share}"]), abs=1e-9)


def test_extinction_is_as_in_superspreading(table):
    for row in table("reference/superspreading/probability_epidemic.csv"):
        found = offspring.extinction(float(row["R"]), float(row["k"]), int(row["a"]))
        assert found == pytest.approx(float(row["prob_extinct"]), abs=1e-6)


def test_incubation_is_as_in_coarse_data_tools(table):
    rows = table("reference/delays/lauer2020_intervals_181.csv")
    known = [delays.Censored(*(float(row[name]) for name in ("EL", "ER", "SL", "SR"))) for row in rows]
    found = delays.fit(known, delays.Family.LOGNORMAL)
    reference = {row["quantity"]: row for row in table("reference/delays/lauer2020_dicfit_lognormal.csv")}
    said = {
        "meanlog": found.parameters[0], "sdlog": found.parameters[1], "p5": found.percentiles[0.05],
        "p50": found.percentiles[0.5], "p95": found.percentiles[0.95], "p99": found.percentiles[0.99],
    }  # fmt: skip
    assert found.number == 181
    for name, estimate in said.items():
        assert estimate.value == pytest.approx(float(reference[name]["est"]), abs=6e-4), name
    assert found.parameters[0].lower == pytest.approx(float(reference["meanlog"]["CIlow"]), abs=3e-3)
    assert found.parameters[0].upper == pytest.approx(float(reference["meanlog"]["CIhigh"]), abs=3e-3)
    assert math.log(found.parameters[1].upper / found.parameters[1].value) == pytest.approx(
        1.96 * float(reference["sdlog"]["StdErr"]) / float(reference["sdlog"]["est"]), abs=6e-3
    )


def test_serial_intervals_of_28_pairs_are_as_published(table):
    """Nishiura et al. 2020: median 4.0 days (3.1-4.9), from a Bayesian fit; the raw mean is 4.643 and sd 2.614."""
    rows = table("linelists/nishiura2020_28_pairs.csv")
    known = [delays.Censored(float(r["EL"]), float(r["ER"]) + 1, float(r["SL"]), float(r["SR"]) + 1) for r in rows]
    found = delays.fit(known, delays.Family.LOGNORMAL)
    assert found.number == 28
    assert 3.1 <= found.percentiles[0.5].value <= 4.9
    reference = table("reference/chains/serial_interval_empirical.csv")[1]
    assert found.mean.value == pytest.approx(float(reference["mean"]), abs=0.5)


def test_mers_serial_intervals_are_as_published(table):
    linked = [int(row["diff_dt_onset"]) for row in table("linelists/mers_korea_2015_contacts.csv")]
    reference = table("reference/chains/serial_interval_empirical.csv")[0]
    assert statistics.fmean(linked) == pytest.approx(float(reference["mean"]))
    best = delays.fits([delays.Censored(0, 1, day, day + 1) for day in linked])[0]
    assert best.mean.value == pytest.approx(float(reference["mean"]), abs=0.1)
    assert best.sd.value == pytest.approx(float(reference["sd"]), abs=0.3)


@pytest.mark.parametrize(
    ("name", "serial", "prior"),
    [
        ("Flu2009_nonparam_weekly", None, (5, 5)),
        ("Flu2009_nonparam_3day", None, (5, 5)),
        ("Flu2009_nonparam_14day", None, (5, 5)),
        ("Flu2009_nonparam_weekly_prior_mean2_sd1", None, (2, 1)),
        ("Flu2009_param_mean2.6_sd1.5_weekly", (2.6, 1.5), (5, 5)),
        ("Flu2009_param_mean2.6_sd1.5_windows_2_8_15_to_7_14_32", (2.6, 1.5), (5, 5)),
        ("jiangsu_2021_param_mean3.2_sd2.0_weekly", (3.2, 2.0), (5, 5)),
    ],
)
def test_r_is_as_in_epiestim(table, name, serial, prior):
    cases = incidence(table, name)
    shape = serial_of(table) if serial is None else reproduction.discretised(*serial, len(cases))
    rows = table(f"reference/epiestim/{name}.csv")
    found = reproduction.instantaneous(cases, shape, windows(rows), prior=reproduction.Prior(*prior))
    for row, estimate in zip(rows, found, strict=True):
        for field, column in QUANTILES.items():
            assert getattr(estimate, field) == pytest.approx(float(row[column]), abs=1e-10), (row["t_start"], field)


def test_r_with_an_uncertain_serial_interval_is_as_in_epiestim(table):
    """EpiEstim draws 500 serial intervals at random, we take a grid of them: the stated tolerance is 0.05."""
    rows = table("reference/epiestim/Flu2009_uncertainSI_n1_500_n2_100_seed1.csv")
    serial = reproduction.Uncertain(2.6, 1, (1, 4.2), 1.5, 0.5, (0.5, 2.5))
    found = reproduction.with_uncertain_serial(incidence(table, "Flu2009"), serial, windows(rows))
    for row, estimate in zip(rows, found, strict=True):
        for field, column in QUANTILES.items():
            assert getattr(estimate, field) == pytest.approx(float(row[column]), abs=0.05), (row["t_start"], field)


def test_the_infectivity_and_the_discretised_interval_are_as_in_epiestim(table):
    felt = reproduction.infectivity(incidence(table, "Flu2009"), serial_of(table))
    for row in table("reference/epiestim/Flu2009_lambda.csv"):
        assert felt[int(row["t"]) - 1] == pytest.approx(float(row["lambda"] or 0), abs=1e-12)
    for row in table("reference/epiestim/discr_si_shifted_gamma.csv"):
        shape = reproduction.discretised(float(row["mean"]), float(row["sd"]), int(row["k"]) + 1)
        assert shape[int(row["k"])] == pytest.approx(float(row["p"]), abs=1e-12)


def test_the_cohort_number_is_as_in_epiestim(table):
    for row in table("reference/epiestim/Flu2009_wallinga_teunis_weekly.csv"):
        window = (int(row["t_start"]) - 1, int(row["t_end"]))
        found = reproduction.cohort_mean(incidence(table, "Flu2009"), serial_of(table), window)
        assert found == pytest.approx(float(row["MeanR"]), abs=1e-9)


def incidence(table, name):
    source = "jiangsu_2021" if name.startswith("jiangsu") else "Flu2009"
    return [int(row["I"]) for row in table(f"reference/epiestim/{source}_incidence.csv")]


def serial_of(table):
    return [float(row["p"]) for row in table("reference/epiestim/Flu2009_si_distr.csv")]


def windows(rows):
    return [(int(row["t_start"]) - 1, int(row["t_end"])) for row in rows]
