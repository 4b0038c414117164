/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fits-user.h - keywords that the user adds to FITS headers
 */
#ifndef QC_FITS_USER_H
#define QC_FITS_USER_H

#include <stdbool.h>

#include "error.h"

#define QC_USER_KEYS_MAX 64

enum qc_user_type { QC_USER_TEXT, QC_USER_INT, QC_USER_REAL, QC_USER_FLAG };

struct qc_user_key {
	char name[9];
	enum qc_user_type type;
	char value[72];			/* as it was written, without quotes */
	char comment[72];		/* "" = none */
};

struct qc_user_keys {
	unsigned int count;
	struct qc_user_key key[QC_USER_KEYS_MAX];
};

/*
 * Add what KEY=VALUE/comment says. T and F are flags, whole numbers and decimal
 * numbers are numbers, all else is text; quotes make text of anything and let it
 * have a slash. -EINVAL with QC_USAGE when it is none, when there is one of that
 * name, or when the name is one that qhycam itself writes.
 */
int qc_user_add(struct qc_user_keys *keys, const char *text, struct qc_error *e);

/* A text that may stand in a header: printable ASCII, not too long. */
bool qc_user_text_ok(const char *text);

/* Is this a keyword that qhycam or the FITS standard keeps for itself? */
bool qc_user_reserved(const char *name);

#endif
