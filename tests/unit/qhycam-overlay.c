// SPDX-License-Identifier: GPL-2.0
/* Text in a picture: every byte order, every edge; the header of a y4m stream. */
#include <stdlib.h>

#include "lib/font.h"
#include "lib/overlay.h"
#include "lib/y4m.h"
#include "test.h"

#define GUARD 64
#define FILL 99

enum order { YUYV, YU12, NV12 };

struct sheet {
	uint8_t *all, *data;
	size_t bytes;
	struct qc_canvas c;
};

static struct sheet sheet_new(enum order order, unsigned int w, unsigned int h)
{
	struct sheet s = { .bytes = order == YUYV ? 2ul * w * h : 3ul * w * h / 2 };
	struct qc_canvas *c = &s.c;

	s.all = malloc(s.bytes + 2 * GUARD);
	memset(s.all, FILL, s.bytes + 2 * GUARD);
	s.data = s.all + GUARD;
	*c = (struct qc_canvas){
		.width = w, .height = h, .luma = s.data, .luma_step = 1, .luma_stride = w,
		.cb = s.data + w * h, .chroma_rows = 1, .black = 16, .white = 235,
	};
	if (order == YUYV) {
		c->luma_step = 2;
		c->luma_stride = c->chroma_stride = 2ul * w;
		c->chroma_step = 4;
		c->cb = s.data + 1;
		c->cr = s.data + 3;
		c->chroma_rows = 0;
	} else if (order == YU12) {
		c->cr = c->cb + w * h / 4;
		c->chroma_step = 1;
		c->chroma_stride = w / 2;
	} else {
		c->cr = c->cb + 1;
		c->chroma_step = 2;
		c->chroma_stride = w;
	}
	return s;
}

static uint8_t luma(const struct sheet *s, unsigned int x, unsigned int y)
{
	return s->c.luma[y * s->c.luma_stride + x * s->c.luma_step];
}

/* Bytes that are not as they were, all in all and around the picture. */
static size_t changed(const struct sheet *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->bytes; i++)
		n += s->data[i] != FILL;
	return n;
}

static bool guarded(const struct sheet *s)
{
	for (size_t i = 0; i < GUARD; i++)
		if (s->all[i] != FILL || s->data[s->bytes + i] != FILL)
			return false;
	return true;
}

/* The letter stands where it should, enlarged, pixel by pixel. */
static void one_letter(struct tap *t, enum order order, unsigned int h)
{
	unsigned int scale = qc_overlay_scale(h), w = 20 * 8 * scale, wrong = 0, box;
	struct sheet s = sheet_new(order, w, h);
	const uint8_t *rows = qc_font_glyph('7');

	box = qc_overlay_width(1, h) * qc_overlay_height(h);
	T_EQ(t, box, 16 * scale * 14 * scale);
	qc_overlay_text(&s.c, 3, 5, "7");
	for (unsigned int y = 0; y < 14 * scale; y++)
		for (unsigned int x = 0; x < 16 * scale; x++) {
			int col = (int)(x / scale) - 4;
			bool ink = col >= 0 && col < 8 && y / scale < 13 &&
				   (rows[y / scale] & (0x80 >> col));

			wrong += luma(&s, 2 + x, 4 + y) != (ink ? 235 : 16);
		}
	T_EQ(t, wrong, 0);
	/* Luma of the box, and its grey chroma: two bytes for 2 or 4 pixels. */
	T_EQ(t, changed(&s), box + (order == YUYV ? box : box / 2));
	T_OK(t, guarded(&s));
	free(s.all);
}

/* What does not fit is left out, and nothing is written outside. */
static void edges(struct tap *t, enum order order)
{
	struct sheet s = sheet_new(order, 64, 32);

	qc_overlay_text(&s.c, 60, 0, "abc");
	qc_overlay_text(&s.c, 0, 20, "abc");
	qc_overlay_text(&s.c, 64, 0, "abc");
	qc_overlay_text(&s.c, 0, 32, "abc");
	qc_overlay_text(&s.c, 4000000000u, 4000000000u, "abc");
	T_EQ(t, changed(&s), 0);
	qc_overlay_text(&s.c, 0, 18, "a text that is much longer than the picture");
	T_EQ(t, luma(&s, 63, 18), 16);
	T_EQ(t, luma(&s, 0, 31), 16);
	T_EQ(t, luma(&s, 0, 17), FILL);
	T_OK(t, guarded(&s));
	qc_canvas_clear(&s.c);
	T_EQ(t, luma(&s, 0, 0), 16);
	T_EQ(t, s.c.cb[0], 128);
	T_EQ(t, s.c.cr[0], 128);
	T_EQ(t, changed(&s), s.bytes);
	T_OK(t, guarded(&s));
	free(s.all);
}

/* Every printable character can be told from every other one. */
static void letters(struct tap *t)
{
	unsigned int same = 0;

	for (char a = ' '; a <= '~'; a++)
		for (char b = a + 1; b <= '~'; b++)
			same += !memcmp(qc_font_glyph(a), qc_font_glyph(b), QC_FONT_HEIGHT);
	T_EQ(t, same, 0);
	T_OK(t, qc_font_glyph('\n') == qc_font_glyph('?'));
	T_OK(t, qc_font_glyph((char)0xb0) == qc_font_glyph('?'));
}

static void header(struct tap *t)
{
	char buf[QC_Y4M_HEADER_MAX];
	size_t length = qc_y4m_header(1920, 1080, 25, false, buf);

	T_EQ(t, length, strlen(buf));
	T_STR(t, buf, "YUV4MPEG2 W1920 H1080 F25:1 Ip A1:1 C420jpeg XCOLORRANGE=LIMITED\n");
	length = qc_y4m_header(4294967295u, 4294967295u, 4294967295u, true, buf);
	T_EQ(t, length, strlen(buf));
	T_STR(t, buf, "YUV4MPEG2 W4294967295 H4294967295 F4294967295:1 Ip A1:1 C420jpeg "
	      "XCOLORRANGE=FULL\n");
}

int main(void)
{
	struct tap t = { 0 };

	for (enum order o = YUYV; o <= NV12; o++) {
		one_letter(&t, o, 64);
		one_letter(&t, o, 720);
		one_letter(&t, o, 1080);
		edges(&t, o);
	}
	T_EQ(&t, qc_overlay_scale(16), 1);
	T_EQ(&t, qc_overlay_scale(480), 1);
	T_EQ(&t, qc_overlay_scale(1080), 2);
	letters(&t);
	header(&t);
	return tap_end(&t);
}
