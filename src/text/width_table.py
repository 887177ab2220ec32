#!/usr/bin/env python3
"""Write width_table.c from the Unicode data of Python's unicodedata.

invisible  what has no shape of its own: format controls (general category Cf,
           except the Arabic and other prefixed marks that print), variation
           selectors, tags and fillers (Default_Ignorable_Code_Point).
combining  what is drawn on the character before: general categories Mn and
           Me, and the vowels and finals of conjoining Hangul.
wide       East_Asian_Width W or F, reserved ideographs, and the blocks that
           are reserved for emoji.

Usage: python3 src/text/width_table.py > src/text/width_table.c
"""
import unicodedata as u

IGNORABLE = [(0x00AD,) * 2, (0x034F,) * 2, (0x061C,) * 2, (0x115F, 0x1160), (0x17B4, 0x17B5),
             (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
             (0x3164,) * 2, (0xFE00, 0xFE0F), (0xFEFF,) * 2, (0xFFA0,) * 2, (0xFFF0, 0xFFFB),
             (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)]
HANGUL = [(0x1161, 0x11FF), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB)]
RESERVED_WIDE = [(0x20000, 0x2FFFD), (0x30000, 0x3FFFD), (0x1F6D5, 0x1F6D7), (0x1F6DC, 0x1F6DF),
                 (0x1F6FB, 0x1F6FC), (0x1FA70, 0x1FAFF)]


def within(c, ranges):
    return any(first <= c <= last for first, last in ranges)


def kind(c):
    if within(c, IGNORABLE):
        return "invisible"
    if u.category(chr(c)) in ("Mn", "Me") or within(c, HANGUL):
        return "combining"
    if u.east_asian_width(chr(c)) in "WF" or within(c, RESERVED_WIDE):
        return "wide"
    if u.east_asian_width(chr(c)) == "A":
        return "ambiguous"
    return None


def ranges(name):
    found = []
    for c, k in enumerate(kinds):
        if k != name:
            continue
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return found


def write(name):
    cells = ["{ 0x%04X, 0x%04X }," % tuple(r) for r in ranges(name)]
    print(f"\nconst struct width_range width_{name}[] = {{")
    for i in range(0, len(cells), 4):
        print("\t" + " ".join(cells[i:i + 4]))
    print("};")
    print(f"const size_t width_n_{name} = sizeof width_{name} / sizeof *width_{name};")


kinds = [kind(c) for c in range(0x110000)]
print(f"/* Unicode {u.unidata_version}; written by width_table.py. */")
print('#include "text/width_table.h"')
for name in ("invisible", "combining", "wide", "ambiguous"):
    write(name)
