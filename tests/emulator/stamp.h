/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The frame counter painted into the image: decimal digits, the first one at
 * the left edge of the ROI, from its row STAMP_TOP on. A digit is 3 pixels wide
 * and 5 high in a cell of 4 x 6, white (all bits 1) on black (0); what lies
 * outside the ROI is cut off. The rows above belong to the GPS header.
 */
#ifndef EMULATOR_STAMP_H
#define EMULATOR_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#define STAMP_TOP	2
#define STAMP_CELL_W	4
#define STAMP_CELL_H	6
#define STAMP_DIGITS	20	/* at most */

/* Rows of each digit from the top, 4 = the left pixel. */
static const uint8_t stamp_font[10][5] = {
	{ 7, 5, 5, 5, 7 }, { 2, 6, 2, 2, 7 }, { 7, 1, 7, 4, 7 },
	{ 7, 1, 7, 1, 7 }, { 5, 5, 7, 1, 1 }, { 7, 4, 7, 1, 7 },
	{ 7, 4, 7, 5, 7 }, { 7, 1, 1, 1, 1 }, { 7, 5, 7, 5, 7 },
	{ 7, 5, 7, 1, 7 },
};

/* Pixel (@x, @y) of the cell of @digit (0..9) is white. */
static inline bool stamp_white(unsigned int digit, unsigned int x,
			       unsigned int y)
{
	return x < 3 && y < 5 && (stamp_font[digit][y] >> (2 - x) & 1);
}

#endif
