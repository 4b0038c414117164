// SPDX-License-Identifier: GPL-2.0
/*
 * bundle.c - a directory of texts, packed into one tar
 */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bundle.h"
#include "cmd.h"
#include "lib/child.h"
#include "lib/clock.h"
#include "lib/file.h"

#define PROGRAM_NS (30 * QC_NS_PER_S)
#define TAR_NS (60 * QC_NS_PER_S)
#define OUTPUT_MAX (1u << 20)
#define TAR_MAX (256u << 20)
#define FILE_MAX 65536

int bundle_check(const char *path, bool overwrite, struct qc_error *e)
{
	if (!overwrite && !access(path, F_OK))
		return qc_fail(e, QC_USAGE, EEXIST,
			       "--bundle %s: exists already; choose another name or --overwrite",
			       path);
	return qc_file_check_dir(path, e);
}

int bundle_begin(struct bundle *b, const char *name, struct qc_error *e)
{
	const char *tmp = getenv("TMPDIR"), *path = getenv("PATH");
	char all[4096];
	int r;

	/* modinfo and dkms are where only root looks. */
	snprintf(all, sizeof(all), "%s%s/usr/sbin:/sbin:/usr/bin:/bin", path ? path : "",
		 path ? ":" : "");
	setenv("PATH", all, 1);
	setenv("LC_ALL", "C", 1);
	b->name = name;
	snprintf(b->dir, sizeof(b->dir), "%s/qhycam-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(b->dir)) {
		r = qc_fail(e, QC_DISK, errno, "%s: cannot be made: %s", b->dir, strerror(errno));
		b->dir[0] = 0;
		return r;
	}
	snprintf(b->top, sizeof(b->top), "%s/%s", b->dir, name);
	if (mkdir(b->top, 0755))
		return qc_fail(e, QC_DISK, errno, "%s: cannot be made: %s", b->top,
			       strerror(errno));
	return 0;
}

void bundle_path(const struct bundle *b, const char *name, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", b->top, name);
}

FILE *bundle_create(const struct bundle *b, const char *name)
{
	char path[PATH_MAX];

	bundle_path(b, name, path);
	return fopen(path, "we");
}

int bundle_close(const struct bundle *b, const char *name, FILE *f, struct qc_error *e)
{
	if (f && !fclose(f))
		return 0;
	return qc_fail(e, QC_DISK, errno, "%s/%s: cannot be written: %s", b->top, name,
		       strerror(errno));
}

void bundle_program(FILE *f, const char *const *argv)
{
	struct qc_output out;
	int r;

	fputc('$', f);
	for (size_t i = 0; argv[i]; i++)
		fprintf(f, " %s", argv[i]);
	fputc('\n', f);
	r = qc_child_run(argv, true, OUTPUT_MAX, qc_mono_ns() + PROGRAM_NS, &out);
	if (out.data)
		fwrite(out.data, 1, out.len, f);
	if (r == -ENOENT)
		fprintf(f, "(is not installed)\n");
	else if (r)
		fprintf(f, "(ended: %s)\n", strerror(-r));
	else if (out.status)
		fprintf(f, "(exit status %d)\n", out.status);
	fputc('\n', f);
	free(out.data);
}

void bundle_system(FILE *f)
{
	struct utsname u;
	char now[QC_ISO_MAX];

	qc_format_iso(qc_utc_ns(), now);
	uname(&u);
	/* Not u.nodename. */
	fprintf(f, "qhycam %s\n%sZ\n%s %s %s %s\n", QHYCAM_VERSION, now, u.sysname, u.release,
		u.version, u.machine);
	bundle_files(f, "/etc/os-release");
}

void bundle_files(FILE *f, const char *pattern)
{
	char *text = malloc(FILE_MAX);
	struct stat st;
	glob_t all;
	FILE *from;
	size_t n;

	if (!text || glob(pattern, GLOB_BRACE, NULL, &all)) {
		fprintf(f, "%s: none\n", pattern);
		free(text);
		return;
	}
	for (size_t i = 0; i < all.gl_pathc; i++) {
		if (stat(all.gl_pathv[i], &st) || !S_ISREG(st.st_mode)) {
			fprintf(f, "%s\n", all.gl_pathv[i]);
			continue;
		}
		from = fopen(all.gl_pathv[i], "re");
		n = from ? fread(text, 1, FILE_MAX, from) : 0;
		fprintf(f, "%s: %s", all.gl_pathv[i], from ? "" : strerror(errno));
		fwrite(text, 1, n, f);
		if (!n || text[n - 1] != '\n')
			fputc('\n', f);
		if (from)
			fclose(from);
	}
	globfree(&all);
	free(text);
}

int bundle_pack(const struct bundle *b, const char *path, bool overwrite, struct qc_error *e)
{
	const char *argv[] = { "tar", "-C", b->dir, "--sort=name", "--owner=root:0",
			       "--group=root:0", "--mode=u=rw,go=r,a+X", "-cf", "-", b->name,
			       NULL };
	struct qc_output out;
	int r = qc_child_run(argv, false, TAR_MAX, qc_mono_ns() + TAR_NS, &out);

	if (r || out.status)
		r = qc_fail(e, QC_FAILED, r ? -r : EIO, "--bundle: tar failed: %s",
			    r ? strerror(-r) : "it says no more");
	else
		r = qc_file_write(path, out.data, out.len, overwrite, e);
	free(out.data);
	if (!r)
		fprintf(stderr, "%s: look at it before you send it\n", path);
	return r;
}

void bundle_remove(struct bundle *b)
{
	char pattern[PATH_MAX];
	glob_t all;

	if (!*b->dir)
		return;
	bundle_path(b, "*", pattern);
	if (!glob(pattern, 0, NULL, &all)) {
		for (size_t i = 0; i < all.gl_pathc; i++)
			unlink(all.gl_pathv[i]);
		globfree(&all);
	}
	rmdir(b->top);
	rmdir(b->dir);
	b->dir[0] = 0;
}
