"""Drives a real Optuna as a sampler of Paretoscope: python3 sampler.py [tpe|nsgaii|nsgaiii|gp|cmaes|qmc|random].

Needs a Python that has Optuna 3.2 or later. One JSON object a line on stdin, answers on stdout (docs/samplers.md,
"external"); what Optuna logs goes to stderr.
"""

import json
import sys

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState


def distribution(parameter):
    """What Optuna calls the range of a parameter; ordered choices become their place in the list."""
    if parameter["kind"] == "choice":
        choices = parameter["choices"]
        return IntDistribution(0, len(choices) - 1) if parameter["ordered"] else CategoricalDistribution(choices)
    log = parameter["scale"] == "log"
    if parameter["kind"] == "float":
        return FloatDistribution(parameter["minimum"], parameter["maximum"], log=log)
    step = 1 if log else parameter["step"]
    return IntDistribution(parameter["minimum"], parameter["maximum"], log=log, step=step)


def suggest(trial, name, d):
    if isinstance(d, CategoricalDistribution):
        return trial.suggest_categorical(name, d.choices)
    if isinstance(d, FloatDistribution):
        return trial.suggest_float(name, d.low, d.high, log=d.log)
    return trial.suggest_int(name, d.low, d.high, step=d.step, log=d.log)


def to_optuna(parameter, value):
    ordered = parameter["kind"] == "choice" and parameter["ordered"]
    return parameter["choices"].index(value) if ordered else value


def from_optuna(parameter, value):
    if parameter["kind"] == "choice":
        return parameter["choices"][value] if parameter["ordered"] else value
    if parameter["kind"] == "integer" and parameter["scale"] == "log" and parameter["step"] > 1:
        low, step = parameter["minimum"], parameter["step"]
        return min(low + round((value - low) / step) * step, low + (parameter["maximum"] - low) // step * step)
    return value


def sampler_named(name, seed, constrained):
    samplers = optuna.samplers
    constraints = {"constraints_func": lambda trial: trial.user_attrs.get("violation", [0.0])} if constrained else {}
    return {
        "tpe": lambda: samplers.TPESampler(seed=seed, multivariate=True, group=True, constant_liar=True, **constraints),
        "nsgaii": lambda: samplers.NSGAIISampler(seed=seed, **constraints),
        "nsgaiii": lambda: samplers.NSGAIIISampler(seed=seed, **constraints),
        "gp": lambda: samplers.GPSampler(seed=seed),
        "cmaes": lambda: samplers.CmaEsSampler(seed=seed),
        "qmc": lambda: samplers.QMCSampler(seed=seed),
        "random": lambda: samplers.RandomSampler(seed=seed),
    }[name]()


class Driver:
    def __init__(self, start, name):
        self.parameters = {p["id"]: p for p in start["parameters"]}
        self.distributions = {p["id"]: distribution(p) for p in start["parameters"]}
        sampler = sampler_named(name, start["seed"] % 2**32, bool(start["constraints"]))
        self.study = optuna.create_study(sampler=sampler, directions=[o["direction"] for o in start["objectives"]])
        self.asked = {}

    def ask_one(self):
        trial = self.study.ask()
        design = {}
        for name in self.in_order():
            conditions = self.parameters[name].get("activeWhen", {})
            if all(design.get(other) in values for other, values in conditions.items() if other in self.parameters):
                value = suggest(trial, name, self.distributions[name])
                design[name] = from_optuna(self.parameters[name], value)
        return trial, design

    def in_order(self):
        """Parameters, each after those that decide whether it is active."""
        done, left = [], list(self.parameters)
        while left:
            ready = [n for n in left if all(o in done or o not in self.parameters for o in self.parameters[n].get("activeWhen", {}))]
            done += ready
            left = [n for n in left if n not in ready]
        return done

    def ask(self, first, count, refused):
        for trial, design in list(self.asked.values()):
            if design in refused:
                self.study.tell(trial, state=TrialState.FAIL)
        self.asked = {k: v for k, v in self.asked.items() if v[1] not in refused}
        designs = []
        for number in range(first, first + count):
            self.asked[number] = self.ask_one()
            designs.append(self.asked[number][1])
        return designs

    def tell(self, trials):
        for told in trials:
            trial, design = self.asked.pop(told["number"], (None, None))
            known = None not in told["objectives"]
            state = TrialState.COMPLETE if known and told["violation"] is not None else TrialState.FAIL
            if trial is not None and design == told["design"]:
                trial.set_user_attr("violation", [told["violation"] or 0.0])
                self.study.tell(trial, told["objectives"] if state == TrialState.COMPLETE else None, state=state)
                continue
            # A trial that Optuna did not ask for: of an earlier run, or in the place of one that it did.
            if trial is not None:
                self.study.tell(trial, state=TrialState.FAIL)
            params = {n: to_optuna(self.parameters[n], v) for n, v in told["design"].items()}
            self.study.add_trial(
                optuna.trial.create_trial(
                    params=params,
                    distributions={n: self.distributions[n] for n in params},
                    values=told["objectives"] if state == TrialState.COMPLETE else None,
                    state=state,
                    user_attrs={"violation": [told["violation"] or 0.0]},
                )
            )


def main():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    driver = None
    for line in sys.stdin:
        message = json.loads(line)
        if "start" in message:
            driver = Driver(message["start"], sys.argv[1] if len(sys.argv) > 1 else "tpe")
            answer = {"ready": True}
        elif "tell" in message:
            driver.tell(message["tell"])
            continue
        else:
            ask = message["ask"]
            answer = {"designs": driver.ask(ask["first"], ask["count"], ask["refused"])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
