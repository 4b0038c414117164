/* SPDX-License-Identifier: GPL-2.0 */
/*
 * font.h - letters for text in a picture
 */
#ifndef QC_FONT_H
#define QC_FONT_H

#include <stdint.h>

#define QC_FONT_WIDTH 8
#define QC_FONT_HEIGHT 13

/*
 * The QC_FONT_HEIGHT rows of a printable ASCII character, upper one first, the
 * highest bit on the left. Any other character is a question mark.
 */
const uint8_t *qc_font_glyph(char c);

#endif
