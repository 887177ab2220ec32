/* A canvas as PNG. The letters are pictures too: fonts/NAME.png, their order in fonts/NAME.txt. */
#include <errno.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "draw/blocks.h"
#include "draw/picture.h"
#include "text/utf8.h"

enum { W = PICTURE_CELL_WIDTH, H = PICTURE_CELL_HEIGHT, MAX_INDEX = 1 << 20, MAX_SIDE = 1 << 14 };

/* ---- Letters ---- */

struct font {
	uint8_t *coverage;               /* 0 ... 255, row by row; heap */
	int width, height;               /* of the whole */
	int letter_width, columns;
	uint32_t *letters;               /* by place; heap */
	int count;
};

static void font_done(struct font *font)
{
	free(font->coverage);
	free(font->letters);
}

static bool read_coverage(struct font *font, const char *path, struct err *err)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	if (!png_image_begin_read_from_file(&image, path))
		return err_say(err, ERR_IO, "cannot read the letters %s: %s", path, image.message);
	image.format = PNG_FORMAT_GRAY;
	if (image.width == 0 || image.width > MAX_SIDE || image.height > MAX_SIDE) {
		png_image_free(&image);
		return err_say(err, ERR_FORMAT, "%s: %u x %u pixels are no table of letters", path,
		               image.width, image.height);
	}
	font->width = (int)image.width;
	font->height = (int)image.height;
	font->columns = font->width / font->letter_width;
	font->coverage = mem_new((size_t)font->width, (size_t)font->height);
	if (png_image_finish_read(&image, NULL, font->coverage, 0, NULL))
		return true;
	return err_say(err, ERR_FORMAT, "%s is damaged: %s", path, image.message);
}

static bool read_letters(struct font *font, const char *path, struct err *err)
{
	size_t len;
	char *text = file_read(path, MAX_INDEX, &len, err);
	if (!text)
		return false;
	int places = font->height / H * font->columns;
	font->letters = mem_new(len + 1, sizeof *font->letters);
	for (size_t i = 0; i < len && font->count < places; ) {
		uint32_t c;
		i += utf8_decode(text + i, len - i, &c);
		if (c != '\n')
			font->letters[font->count++] = c;
	}
	free(text);
	return true;
}

/* *font is to be released with font_done in any case. */
static bool font_load(struct font *font, const char *folder, const char *name, struct err *err)
{
	struct str file = STR_INIT;
	str_addf(&file, "%s/%s.png", folder, name);
	bool ok = read_coverage(font, file.data, err);
	str_clear(&file);
	str_addf(&file, "%s/%s.txt", folder, name);
	ok = ok && read_letters(font, file.data, err);
	str_done(&file);
	return ok;
}

/* The letters are few; the first of a picture's cells that has none is a blank. */
static const uint8_t *font_find(const struct font *font, uint32_t c)
{
	for (int i = 0; i < font->count; i++)
		if (font->letters[i] == c)
			return font->coverage + (size_t)(i / font->columns * H) * (size_t)font->width
			       + i % font->columns * font->letter_width;
	return NULL;
}

/* ---- Pixels ---- */

struct raster {
	uint8_t *rgb;
	int width, height;
	struct font mono, han;
};

/* weight 0 ... 255 */
static void blend(struct raster *r, int x, int y, uint32_t color, int weight)
{
	if (x < 0 || x >= r->width || y < 0 || y >= r->height)
		return;
	uint8_t *pixel = r->rgb + 3 * ((size_t)y * (size_t)r->width + (size_t)x);
	for (int i = 0; i < 3; i++) {
		int ink = (int)(color >> (16 - 8 * i) & 255);
		pixel[i] = (uint8_t)((pixel[i] * (255 - weight) + ink * weight + 127) / 255);
	}
}

static void paint_rect(struct raster *r, int x, int y, const struct block_part *part,
                       uint32_t color, int weight)
{
	for (int py = part->top * H / BLOCK_UNITS; py < part->bottom * H / BLOCK_UNITS; py++)
		for (int px = part->left * W / BLOCK_UNITS; px < part->right * W / BLOCK_UNITS; px++)
			blend(r, x + px, y + py, color, weight);
}

static void paint_letter(struct raster *r, int x, int y, uint32_t c, const struct ink *ink)
{
	const struct font *font = &r->mono;
	const uint8_t *letter = font_find(font, c);
	if (!letter) {
		font = &r->han;
		letter = font_find(font, c);
	}
	for (int py = 0; letter && py < H; py++)
		for (int px = 0; px < font->letter_width; px++) {
			int weight = letter[py * font->width + px];
			if (ink->bold && px > 0 && letter[py * font->width + px - 1] > weight)
				weight = letter[py * font->width + px - 1];
			blend(r, x + px, y + py, ink->fg, weight);
		}
}

static void paint_cell(struct raster *r, int x, int y, const struct cell *cell)
{
	struct ink ink = picture_ink(cell);
	struct blocks b = blocks_of(cell->c[0]);
	for (int i = 0; i < b.count; i++)
		paint_rect(r, x, y, &b.part[i], ink.fg, b.shade * 255 / 4);
	for (int i = 0; b.count == 0 && i < CELL_MAX_CHARS && cell->c[i]; i++)
		paint_letter(r, x, y, cell->c[i], &ink);
}

/* Paper first: a wide letter reaches into the next cell. */
static void paint(struct raster *r, const struct canvas *canvas)
{
	static const struct block_part whole = { 0, 0, BLOCK_UNITS, BLOCK_UNITS };
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x < canvas->width; x++)
			paint_rect(r, x * W, y * H, &whole, picture_ink(canvas_at(canvas, x, y)).bg, 255);
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x < canvas->width; x++)
			paint_cell(r, x * W, y * H, canvas_at(canvas, x, y));
}

static bool write_png(const struct raster *r, const char *path, struct err *err)
{
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)r->width,
		.height = (png_uint_32)r->height,
		.format = PNG_FORMAT_RGB,
	};
	errno = 0;
	if (png_image_write_to_file(&image, path, 0, r->rgb, 0, NULL))
		return true;
	return err_say(err, ERR_IO, "cannot write %s: %s", path,
	               errno ? strerror(errno) : image.message);
}

bool picture_save_png(const struct picture *picture, const char *fonts, const char *path,
                      struct err *err)
{
	const struct canvas *canvas = picture->canvas;
	struct raster r = {
		.width = canvas->width * W, .height = canvas->height * H,
		.mono.letter_width = W, .han.letter_width = 2 * W,
	};
	bool ok = font_load(&r.mono, fonts, "mono", err) && font_load(&r.han, fonts, "han", err);
	if (ok) {
		r.rgb = mem_new((size_t)r.height * (size_t)r.width, 3);
		paint(&r, canvas);
		ok = write_png(&r, path, err);
	}
	free(r.rgb);
	font_done(&r.mono);
	font_done(&r.han);
	return ok;
}
