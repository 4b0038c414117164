/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cmd.h - the verbs
 */
#ifndef QC_CMD_H
#define QC_CMD_H

#include "opt.h"

#define QHYCAM_VERSION "0.1.0"

extern const struct opt list_opts[], info_opts[], shoot_opts[], burst_opts[];
extern const char shoot_notes[], burst_notes[];
extern const struct opt offset_opts[];
extern const char offset_notes[];
extern const struct opt focus_opts[];
extern const char focus_notes[];
extern const struct opt characterize_opts[];
extern const char characterize_notes[];

/* Each takes the arguments from the verb's name on and returns the exit code. */
int run_list(int argc, char **argv);
int run_info(int argc, char **argv);
int run_shoot(int argc, char **argv);
int run_burst(int argc, char **argv);
int run_offset(int argc, char **argv);
int run_focus(int argc, char **argv);
int run_characterize(int argc, char **argv);

/* What a camera keeps and moves. */
extern const struct opt status_opts[], cool_opts[], warm_opts[], wheel_opts[], gpio_opts[];
extern const char status_notes[], cool_notes[], warm_notes[], wheel_notes[], gpio_notes[];
int run_status(int argc, char **argv);
int run_cool(int argc, char **argv);
int run_warm(int argc, char **argv);
int run_wheel(int argc, char **argv);
int run_gpio(int argc, char **argv);

/*
 * Do the words make a step of a plan, as far as can be known without a camera?
 * As opt_parse().
 */
int cool_step(int argc, char **argv, const char **at, struct qc_error *e);
int warm_step(int argc, char **argv, const char **at, struct qc_error *e);
int wheel_step(int argc, char **argv, const char **at, struct qc_error *e);

extern const struct opt doctor_opts[];
extern const char doctor_notes[];
int run_doctor(int argc, char **argv);

/* Not in the table: for the shell's completion, not for people. */
int run_complete(int argc, char **argv);

extern const struct opt sequence_opts[];
extern const char sequence_notes[];
int run_sequence(int argc, char **argv);

extern const struct opt trace_opts[];
extern const char trace_notes[];
int run_trace(int argc, char **argv);

extern const struct opt bring_up_opts[];
extern const char bring_up_notes[];
int run_bring_up(int argc, char **argv);

extern const struct opt broadcast_opts[];
extern const char broadcast_notes[];
int run_broadcast(int argc, char **argv);

#endif
