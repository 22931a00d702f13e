"""A set-associative cache under the accesses of a small matrix product. Design in, metrics out, both as JSON."""

import argparse
import json
import random
import sys

MATRIX = 20  # rows and columns of the product
WORD = 8  # bytes


def addresses():
    """Byte addresses of C[i][j] += A[i][k] * B[k][j], matrices one after the other."""
    size = MATRIX * MATRIX * WORD
    for i in range(MATRIX):
        for j in range(MATRIX):
            for k in range(MATRIX):
                yield (i * MATRIX + k) * WORD
                yield size + (k * MATRIX + j) * WORD
            yield 2 * size + (i * MATRIX + j) * WORD


def simulate(size, ways, line, replacement):
    """Misses and accesses. A set is a list of tags, the next victim first."""
    sets = size // (ways * line)
    content = [[] for _ in range(sets)]
    choose = random.Random(1)
    misses = accesses = 0
    for address in addresses():
        accesses += 1
        block = address // line
        tags = content[block % sets]
        tag = block // sets
        if tag in tags:
            if replacement == "lru":
                tags.remove(tag)
                tags.append(tag)
            continue
        misses += 1
        if len(tags) == ways:
            tags.pop(choose.randrange(ways) if replacement == "random" else 0)
        tags.append(tag)
    return misses, accesses


def storage_bits(size, ways, line):
    """Data, 40-bit addresses' tags, a valid bit and the replacement state of every line."""
    lines = size // line
    offset_bits = (line - 1).bit_length()
    index_bits = (lines // ways - 1).bit_length()
    tag_bits = 40 - offset_bits - index_bits
    return size * 8 + lines * (tag_bits + 1 + (ways - 1).bit_length())


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--replacement", required=True)
    replacement = arguments.parse_args().replacement
    design = json.load(sys.stdin)
    size, ways, line = design["size"], design["ways"], design["line"]
    if size < ways * line:
        json.dump({"infeasible": f"{size} bytes hold no set of {ways} lines of {line} bytes"}, sys.stdout)
        return
    misses, accesses = simulate(size, ways, line, replacement)
    json.dump({"miss_ratio": misses / accesses, "bits": storage_bits(size, ways, line)}, sys.stdout)


if __name__ == "__main__":
    main()
