/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sysfs.h - small files of the kernel, and its log
 */
#ifndef QC_SYSFS_H
#define QC_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * First line of a file, the newline cut off. @dir may be NULL. False (and "")
 * when it cannot be read or is empty.
 */
bool qc_read_line(const char *dir, const char *name, char *buf, size_t size);

/* "MemAvailable" of /proc/meminfo in MiB; -1 when unknown. */
long qc_mem_available_mib(void);

/* The kernel's log, free() it; NULL without permission. */
char *qc_kernel_log(void);

/* The last line of @log with all of @words in it, without time stamp; "" if none. */
void qc_log_last(const char *log, const char *const *words, char *buf, size_t size);

#endif
