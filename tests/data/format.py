"""Writes format.tsv: numbers as Python's format() writes them, the oracle for {{ expr:format }}."""
import math

INTS = [0, 7, -12, 1234567, -1000, 2**53, -2**63, 2**63 - 1]
FLOATS = [0.0, -0.0, 1.5, -2.25, 0.0046875, 1234567.891, 1e-9, 1e20, 0.5, 2.5, -0.001,
          math.inf, -math.inf, 999999.5]
for kind, numbers, formats in (
        ("int", INTS, ["d", ",", "+d", ".2f", ",.0f", ".1%", ".3e", ".4g", "+,d", "f"]),
        ("float", FLOATS, [".3f", ".0f", "+.2f", ",.2f", ".3e", ".4g", "e", "g"])):
    for x in numbers:
        for f in formats:
            print(kind, repr(x), f, format(x, f), sep="\t")
for x in (0.5, 0.1234, -2.5, 1.0):
    print("float", repr(x), ".1%", format(x, ".1%"), sep="\t")
