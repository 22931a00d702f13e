"""Feasible hypervolume of pymoo's NSGA-II on constrained problems, to compare with `npm run bench -- samplers`.

    pip install pymoo
    python3 bench/pymoo-constrained.py [SEEDS]

Counted is everything evaluated and feasible, as the samplers' benchmark does; operators are pymoo's defaults. Printed
is the mean over the seeds 1 to SEEDS (10 unless told otherwise) and its standard error.
"""

import sys

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.indicators.hv import HV
from pymoo.optimize import minimize
from pymoo.problems import get_problem

REFERENCES = {"osy": [[0.0, 100.0], [0.0, 80.0]], "c2dtlz2": [[1.1, 1.1, 1.1]]}
EVALUATIONS = [5000, 10000]


def feasible_objectives(name, population, evaluations, seed):
    """Objectives of the feasible designs, with the number of each evaluation."""
    problem = get_problem(name)
    evaluate = problem._evaluate
    seen = []

    def recorded(x, out, *args, **kwargs):
        evaluate(x, out, *args, **kwargs)
        seen.append((out["F"], np.all(np.asarray(out["G"]).reshape(len(x), -1) <= 0, axis=1)))

    problem._evaluate = recorded
    minimize(problem, NSGA2(pop_size=population), ("n_evals", evaluations), seed=seed)
    objectives = np.concatenate([rows for rows, _ in seen])
    feasible = np.concatenate([rows for _, rows in seen])
    return objectives, feasible


def main(seeds):
    for name, references in REFERENCES.items():
        for population in [50, 100]:
            volumes = {(str(reference), evaluations): [] for reference in references for evaluations in EVALUATIONS}
            for seed in range(1, seeds + 1):
                objectives, feasible = feasible_objectives(name, population, max(EVALUATIONS), seed)
                for evaluations in EVALUATIONS:
                    rows = objectives[:evaluations][feasible[:evaluations]]
                    for reference in references:
                        volume = HV(ref_point=np.array(reference))(rows) if len(rows) else 0.0
                        volumes[str(reference), evaluations].append(volume)
            for (reference, evaluations), values in volumes.items():
                error = np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
                print(
                    f"{name}, reference {reference}, population {population}, {evaluations} evaluations: "
                    f"{np.mean(values):.6g} +- {error:.2g}, least {np.min(values):.6g}"
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
