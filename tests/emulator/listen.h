/* SPDX-License-Identifier: GPL-2.0 */
#ifndef EMULATOR_LISTEN_H
#define EMULATOR_LISTEN_H

/* A listening unix stream socket, non-blocking: fd or -errno. */
int listen_unix(const char *path);

#endif
