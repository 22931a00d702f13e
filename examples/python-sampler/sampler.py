"""A sampler for Paretoscope that needs nothing but Python: a random walk from the best designs.

One JSON object a line on stdin, answers on stdout (docs/samplers.md, "external"). Diagnostics go to stderr.
"""

import json
import random
import sys


def draw(parameter, rng):
    """A random value of a parameter, evenly on its scale."""
    if parameter["kind"] == "choice":
        return rng.choice(parameter["choices"])
    low, high = parameter["minimum"], parameter["maximum"]
    if parameter.get("scale") == "log":
        value = low * (high / low) ** rng.random()
    else:
        value = low + (high - low) * rng.random()
    if parameter["kind"] == "float":
        return min(high, max(low, value))
    step = parameter["step"]
    return min(low + round((value - low) / step) * step, low + (high - low) // step * step)


def is_active(parameter, design):
    """Whether the values of other parameters make this one matter."""
    return all(design[other] in values for other, values in parameter.get("activeWhen", {}).items() if other in design)


class Sampler:
    def __init__(self, start):
        self.parameters = start["parameters"]
        self.signs = [1 if o["direction"] == "minimize" else -1 for o in start["objectives"]]
        self.trials = []

    def tell(self, trials):
        self.trials += [t for t in trials if t["state"] == "complete" and None not in t["objectives"]]

    def ask(self, count, seed):
        # The seed differs from round to round and is the same after a restart: so are the proposals.
        rng = random.Random(seed)
        best = sorted(self.trials, key=lambda t: [s * v for s, v in zip(self.signs, t["objectives"])])[:5]
        designs = []
        for _ in range(count):
            parent = rng.choice(best)["design"] if best and rng.random() < 0.8 else {}
            design = {}
            for parameter in self.parameters:
                name = parameter["id"]
                keep = name in parent and rng.random() < 0.7
                design[name] = parent[name] if keep else draw(parameter, rng)
            designs.append({p["id"]: design[p["id"]] for p in self.parameters if is_active(p, design)})
        return designs


def main():
    sampler = None
    for line in sys.stdin:
        message = json.loads(line)
        if "start" in message:
            sampler = Sampler(message["start"])
            answer = {"ready": True}
        elif "tell" in message:
            sampler.tell(message["tell"])
            continue
        else:
            answer = {"designs": sampler.ask(message["ask"]["count"], message["ask"]["seed"])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
