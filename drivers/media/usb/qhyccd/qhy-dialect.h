/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: what is sent and expected where an assumption is wrong
 *
 * Pure: no USB, no V4L2, no locks. A row of the model table names the numbers
 * of the assumptions whose alternative that camera speaks; here is what each
 * alternative is. docs/bring-up.md describes them.
 */
#ifndef _QHY_DIALECT_H
#define _QHY_DIALECT_H

#include <linux/bits.h>
#include <linux/types.h>

#define QHY_A(n)		BIT(n)	/* the alternative of assumption n */
#define QHY_CODE_POINTS		4
#define QHY_DIALECT_TEXT	32	/* bytes for all words */

/**
 * struct qhy_code - a point of a table of codes, straight lines between them
 * @value: of the control, ascending, the first is 0
 * @code: that the camera is told
 */
struct qhy_code {
	u16 value;
	u16 code;
};

/**
 * struct qhy_codes - what a readout mode is told for gain and offset [A2]
 * @gain: analogue codes; a second point with value 0 ends the table
 * @offset: likewise
 */
struct qhy_codes {
	struct qhy_code gain[QHY_CODE_POINTS];
	struct qhy_code offset[QHY_CODE_POINTS];
};

/**
 * struct qhy_dialect - how a camera is spoken to; zero: all as assumed
 * @registers: cooler, temperature and identity at register level [A1]
 * @codes: one per readout mode, NULL: the controls' values are the codes [A2]
 * @capture_live: command A6 starts live streams, too [A3]
 * @stop: value of A6 that stops, 0: register 0x23 does [A3]
 * @extra_rows: come behind the rows of the ROI [A10]
 * @no_empty: a damaged frame that fills its last packet is not ended [A11]
 */
struct qhy_dialect {
	bool registers;
	const struct qhy_codes *codes;
	bool capture_live;
	u8 stop;
	u8 extra_rows;
	bool no_empty;
};

void qhy_dialect_init(struct qhy_dialect *dialect, u32 alternatives);
int qhy_dialect_parse(const char *words, u32 *alternatives);
void qhy_dialect_name(u32 alternatives, char *words);
u16 qhy_dialect_gain(const struct qhy_dialect *dialect, unsigned int mode,
		     u16 value);
u16 qhy_dialect_offset(const struct qhy_dialect *dialect, unsigned int mode,
		       u16 value);

#endif /* _QHY_DIALECT_H */
