/* SPDX-License-Identifier: GPL-2.0 */
/*
 * state-text.h - a camera's state as people and as scripts read it
 */
#ifndef QC_STATE_TEXT_H
#define QC_STATE_TEXT_H

#include <jansson.h>

#include "lib/state.h"

/* Lines "temperature     -10.0 C", each only where the camera has it. */
void state_print(const struct qc_state *s);

/* "-10.0 C, automatic, target -10.0 C, power 43 %": one line for many readings. */
void state_line(const struct qc_state *s, char *buf, size_t size);

/* One object with all keys of docs/qhycam.md; unknown values are null. */
json_t *state_json(const struct qc_camera *cam, const struct qc_state *s);

#endif
