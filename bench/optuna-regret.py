"""Optuna's TPE on the functions of `npm run bench -- samplers:regret`: median regret after 100 and 200 trials.

    pip install optuna
    python3 bench/optuna-regret.py [--seeds 20] [--only NAME,...] [--sampler tpe-independent,tpe-multivariate,tpe-group]

Regret is the best value so far less the optimum. The interval encloses the median with at least 95 % confidence
(order statistics, binomial). Ordered choices are given to Optuna as integers, which tells it their order.
"""

import argparse
import math
import statistics
import time

import optuna

BUDGETS = (100, 200)


def branin(trial):
    a = trial.suggest_float("x1", -5, 10)
    b = trial.suggest_float("x2", 0, 15)
    curve = b - 5.1 / (4 * math.pi**2) * a * a + 5 / math.pi * a - 6
    return curve * curve + 10 * (1 - 1 / (8 * math.pi)) * math.cos(a) + 10


WEIGHTS = (1, 1.2, 3, 3.2)
SCALES = (
    (10, 3, 17, 3.5, 1.7, 8),
    (0.05, 10, 17, 0.1, 8, 14),
    (3, 3.5, 1.7, 10, 17, 8),
    (17, 8, 0.05, 10, 0.1, 14),
)
CENTRES = (
    (0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886),
    (0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991),
    (0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665),
    (0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381),
)


def hartmann6(trial):
    x = [trial.suggest_float(f"x{index + 1}", 0, 1) for index in range(6)]
    return -sum(
        weight * math.exp(-sum(s * (v - c) ** 2 for s, v, c in zip(scales, x, centres)))
        for weight, scales, centres in zip(WEIGHTS, SCALES, CENTRES)
    )


def mixed_memory(trial):
    kind = trial.suggest_categorical("kind", ["none", "cache", "buffer"])
    clock = trial.suggest_float("clock", 0.1, 2, log=True)
    voltage = trial.suggest_float("voltage", 0.6, 1.1)
    banks = trial.suggest_int("banks", 1, 128, log=True)
    hit = cost = 0.0
    if kind == "cache":
        ways = 2 ** trial.suggest_int("ways", 0, 4)
        policy = trial.suggest_categorical("policy", ["lru", "random", "fifo"])
        hit = 1 - 0.5 / ways**0.7 - {"lru": 0, "random": 0.06, "fifo": 0.1}[policy]
        cost = 0.05 * ways
    elif kind == "buffer":
        depth = trial.suggest_int("depth", 2, 64, step=2)
        hit = 0.9 - 0.004 * abs(depth - 34)
        cost = 0.006 * depth
    gated = trial.suggest_categorical("gated", [False, True])
    stall = (1 - hit) * 8 / math.sqrt(banks)
    latency = (1 + stall) / clock
    late = max(0, clock - 2 * (voltage - 0.55) / 0.5)
    energy = voltage**2 * clock * (0.75 if gated else 1) + cost + 0.01 * banks + (0.12 if gated else 0)
    return math.log(latency * (0.2 + energy)) + 5 * late * late


FUNCTIONS = {
    "Branin": (branin, 0.39788735772973816),
    "Hartmann-6": (hartmann6, -3.322368011415511),
    "mixed memory": (mixed_memory, 0.26744132),
}

SAMPLERS = {
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    "tpe-independent": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False, group=False),
    "tpe-multivariate": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True),
    "tpe-group": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True),
}


def interval(values):
    """As `medianInterval` of bench/_statistics.ts."""
    ordered = sorted(values)
    count = len(ordered)
    tail, term, place = 0.0, 0.5**count, 0
    while place < count and tail + term <= 0.025:
        tail += term
        term *= (count - place) / (place + 1)
        place += 1
    outer = max(0, place - 1)
    return ordered[outer], ordered[count - 1 - outer]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--only", default=",".join(FUNCTIONS))
    parser.add_argument("--sampler", default="tpe-independent,tpe-multivariate,tpe-group")
    asked = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    import warnings

    warnings.simplefilter("ignore")
    print(f"Optuna {optuna.__version__}, {asked.seeds} seeds")
    for title in asked.only.split(","):
        function, optimum = FUNCTIONS[title]
        for sampler in asked.sampler.split(","):
            runs = []
            start = time.process_time()
            for seed in range(1, asked.seeds + 1):
                study = optuna.create_study(sampler=SAMPLERS[sampler](seed))
                study.optimize(function, n_trials=max(BUDGETS))
                runs.append([trial.value for trial in study.trials])
            each = (time.process_time() - start) / asked.seeds / max(BUDGETS)
            for trials in BUDGETS:
                regrets = [min(values[:trials]) - optimum for values in runs]
                low, high = interval(regrets)
                print(
                    f"{sampler}, {title}, median regret after {trials}: {statistics.median(regrets):.4g} "
                    f"({low:.4g} to {high:.4g}); {each * 1e3:.1f} ms of processor time a trial",
                    flush=True,
                )


if __name__ == "__main__":
    main()
