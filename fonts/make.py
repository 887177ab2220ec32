#!/usr/bin/env python3
"""Draws the letters of our PNG pictures: mono.png and han.png beside this script.

	fonts/make.py DejaVuSansMono.ttf DejaVuSans.ttf NotoSansCJK-Regular.ttc

mono.txt and han.txt say which letter stands where: line by line, cell by cell. The
first font that has a letter draws it. Needs Pillow.
"""
import pathlib
import sys
import unicodedata

from PIL import Image, ImageDraw, ImageFont

HERE = pathlib.Path(__file__).parent
HEIGHT = 24                     # pixels of a cell; 12 wide, a Chinese letter 24
COLUMNS = 64                    # cells in a row of the picture

RANGES = [(0x20, 0x7E), (0xA0, 0x17F), (0x2B0, 0x2FF), (0x300, 0x338), (0x370, 0x3FF),
          (0x400, 0x45F), (0x1D00, 0x1DBF), (0x2010, 0x205E), (0x2070, 0x209C), (0x20A0, 0x20BF),
          (0x20D0, 0x20F0), (0x2100, 0x218B), (0x2190, 0x22FF), (0x2300, 0x23FF), (0x25A0, 0x25FF),
          (0x2600, 0x266F), (0x2700, 0x27BF), (0x27E8, 0x27EF), (0x2980, 0x29FF), (0x2A00, 0x2A3F),
          (0x1D400, 0x1D7FF)]


def has(font, c):
    """A letter that the font lacks is drawn as its box."""
    box = font.getmask(chr(0xFFFF))
    mask = font.getmask(c)
    return c.isspace() or (mask.size != box.size or bytes(mask) != bytes(box)) and mask.getbbox()


def letters_of_mono(fonts):
    return [c for low, high in RANGES for c in map(chr, range(low, high + 1))
            if unicodedata.category(c)[0] not in "CZ" or c == " "
            if any(has(font, c) for font in fonts)]


def letters_of_han():
    """GB 2312, its punctuation and first level, and whatever our own texts use beyond it."""
    known = set()
    for row in list(range(0xA1, 0xA4)) + list(range(0xB0, 0xD8)):
        for cell in range(0xA1, 0xFF):
            try:
                known.add(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                pass
    root = HERE.parent
    for path in [*root.glob("po/*.po"), *root.glob("quizzes/*"), *root.glob("lessons/**/*.*")]:
        known |= {c for c in path.read_text("utf-8") if ord(c) >= 0x3000}
    return sorted(c for c in known if 0x3000 <= ord(c) < 0x10000)


def draw(name, letters, fonts, width):
    rows = [letters[i:i + COLUMNS] for i in range(0, len(letters), COLUMNS)]
    picture = Image.new("L", (COLUMNS * width, len(rows) * HEIGHT), 0)
    for y, row in enumerate(rows):
        for x, c in enumerate(row):
            cell = Image.new("L", (width, HEIGHT), 0)
            font = next((f for f in fonts if has(f, c)), fonts[-1])
            advance = font.getlength(c)
            left = (width - advance) / 2 if advance > width or advance < width - 2 else 0
            if 0x300 <= ord(c) < 0x370 or 0x20D0 <= ord(c) < 0x20F1:      # over the letter before
                box = font.getbbox(c, anchor="ls")
                left = (width - (box[2] - box[0])) / 2 - box[0]
            ImageDraw.Draw(cell).text((left, 18 if width == 12 else 20), c, 255, font, anchor="ls")
            picture.paste(cell, (x * width, y * HEIGHT))
    picture.point(lambda v: v // 16 * 17).save(HERE / f"{name}.png", optimize=True)
    (HERE / f"{name}.txt").write_text("".join("".join(row) + "\n" for row in rows), "utf-8")


def main(mono, sans, han):
    basic = ImageFont.Layout.BASIC         # else a combining mark comes with a dotted circle
    small = [ImageFont.truetype(mono, 20, layout_engine=basic),
             ImageFont.truetype(sans, 17, layout_engine=basic)]
    draw("mono", letters_of_mono(small), small, 12)
    draw("han", letters_of_han(), [ImageFont.truetype(han, 22, index=2)], 24)


if __name__ == "__main__":
    main(*sys.argv[1:])
