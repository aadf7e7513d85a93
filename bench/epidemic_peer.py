"""One epidemic of a peer's own, run in the peers' interpreter by :mod:`bench.epidemic`; prints one JSON line.

It imports nothing of this project: its interpreter has Covasim and Starsim instead.
"""

import json
import sys
import time
import warnings

CONTACTS, LATENT, INFECTIOUS, SEEDS, CHANCE = 20, 4.5, 8.0, 100, 0.016


def covasim(people, days, seed):
    """Covasim's households, schools, workplaces and community, 100 seed cases, its own ancestral virus."""
    import covasim as cv

    sim = cv.Sim(
        pop_size=people, pop_type="hybrid", pop_infected=SEEDS, n_days=days, rescale=False, rand_seed=seed, verbose=0
    )
    sim.initialize()
    return sim, lambda: sim.results["new_infections"].values


def starsim(people, days, seed):
    """Starsim's SEIR on its random network: so many contacts a day, drawn anew, each infecting with one chance a day."""
    import starsim as ss

    disease = ss.SEIR(
        beta=ss.probperday(CHANCE), init_prev=ss.bernoulli(p=SEEDS / people), dur_exp=ss.constant(v=ss.days(LATENT)),
        dur_inf=ss.constant(v=ss.days(INFECTIOUS)), p_death=ss.bernoulli(p=0),
    )  # fmt: skip
    sim = ss.Sim(
        n_agents=people, diseases=disease, networks=ss.RandomNet(n_contacts=CONTACTS, dur=0),
        start=ss.date("2022-03-07"), dur=ss.days(days), dt=ss.days(1), rand_seed=seed, verbose=0,
    )  # fmt: skip
    sim.init()
    return sim, lambda: sim.results.seir.new_infections


def main(peer, people, days, seed):
    """Run once and print seconds on the clock, seconds of work, and infections by day."""
    began = time.perf_counter()
    sim, infections = {"covasim": covasim, "starsim": starsim}[peer](people, days, seed)
    made, used = time.perf_counter(), time.process_time()
    sim.run()
    clock, work = time.perf_counter() - made, time.process_time() - used
    daily = [int(each) for each in infections()]
    print(json.dumps({"setup": made - began, "clock": clock, "work": work, "infected": sum(daily), "daily": daily}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(sys.argv[1], *map(int, sys.argv[2:5]))
