#!/usr/bin/python3
"""Writes tests/lang/prints.txt: how PyTorch prints tensors of many sizes, types and ranges.

	/usr/bin/python3 tests/lang/prints.py > tests/lang/prints.txt

Each case is an expression that PyTorch and the lab language both understand, and the text.
"""
import random
import torch
from torch import arange, cat, full, inf, nan, ones, tensor, where, zeros  # the expressions' names

random.seed(4)
SHAPES = [(), (1,), (3,), (7,), (2, 3), (3, 1), (1, 4), (2, 2, 2), (2, 1, 3, 2), (20,), (40,), (30, 3),
          (5, 9), (1000,), (1001,), (1100,), (40, 40), (6, 200), (200, 6), (3, 20, 30), (2, 3, 4, 50),
          (2, 600), (0,), (2, 0), (0, 3), (7, 7, 30), (11, 11, 11)]
SCALES = ["/ 4", "/ 7", "* 1.0", "/ 3000", "* 1e-6", "* 1234.5", "* 1e9", "* 12345678.0", "/ 1e12", "* 0.0",
          "** 3 / 7", "** 8 * 1.0", "* 1e5", "/ 10000", "* 100000.0 + 0.5", "/ 2"]
TYPES = ["", "", "", ".double()", ".half()", ".bfloat16()", ".long()", "> 0", "% 2 == 0"]
ODD = ["where({0} > 6, inf, {0})", "where({0} < -6, -inf, {0})", "where({0} > 5, nan, {0})",
       "where({0} > -99, nan, {0})", "where({0} > 0, inf, -inf)"]


def count(shape):
	n = 1
	for size in shape:
		n *= size
	return n


def expression():
	shape = random.choice(SHAPES)
	n = max(count(shape), 0)
	base = f"((arange({n}) * {random.randint(1, 40)} + {random.randint(0, 9)}) % {random.choice([7, 17, 97])} - {random.randint(0, 9)})"
	x = f"({base} {random.choice(SCALES)})"
	kind = random.choice(TYPES)
	if random.random() < 0.25:
		x = "(" + random.choice(ODD).format(x) + ")"
	x = f"({x} {kind})" if kind[:1] in (">", "%") else x + kind
	return f"{x}.reshape({shape})" if shape != (n,) else x


def main():
	print(f"# Written by tests/lang/prints.py with PyTorch {torch.__version__}")
	seen, done = set(), 0
	while done < 260:
		code = expression()
		try:
			text = str(eval(code))
		except RuntimeError:
			continue
		if code in seen or len(text) > 4000:
			continue
		seen.add(code)
		done += 1
		print(f"\n? {code}")
		for line in text.split("\n"):
			print(f"= {line}".rstrip(" ") if line == "" else f"= {line}")


main()
