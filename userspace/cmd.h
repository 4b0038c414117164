/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cmd.h - the verbs
 */
#ifndef QC_CMD_H
#define QC_CMD_H

#include "opt.h"

#define QHYCAM_VERSION "0.1.0"

extern const struct opt list_opts[], info_opts[], shoot_opts[];
extern const char shoot_notes[];

/* Each takes the arguments from the verb's name on and returns the exit code. */
int run_list(int argc, char **argv);
int run_info(int argc, char **argv);
int run_shoot(int argc, char **argv);

extern const struct opt sequence_opts[];
extern const char sequence_notes[];
int run_sequence(int argc, char **argv);

#endif
