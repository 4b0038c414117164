// SPDX-License-Identifier: GPL-2.0
/*
 * sequence-names.c - qhycam sequence: the files of a plan, and those on the disk
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "sequence.h"

struct name {
	uint64_t hash;
	unsigned int step, frame;
};

/* The directory of the last name, as the kernel calls it: names come in rows. */
struct where {
	char dir[PATH_MAX], real[PATH_MAX];
};

/* FNV-1a, 64 bit: that two names have the same one is no worry. */
static uint64_t mix(uint64_t hash, const char *s)
{
	for (; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 1099511628211ull;
	return hash;
}

static uint64_t hash_of(const char *path, struct where *w)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	char dir[PATH_MAX];
	uint64_t hash;

	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - path) + 1 : 1,
		 slash ? path : ".");
	if (strcmp(dir, w->dir)) {
		strcpy(w->dir, dir);
		/* One that is not there is refused later; its name has to do. */
		if (!realpath(dir, w->real))
			strcpy(w->real, dir);
	}
	hash = mix(14695981039346656037ull, w->real);
	return mix((hash ^ '/') * 1099511628211ull, base);
}

static int compare(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	return x->frame < y->frame ? -1 : x->frame > y->frame;
}

static int twice(const struct seq *q, const struct name *a, const struct name *b,
		 struct qc_error *e)
{
	const struct qc_plan_step *first = q->step[a->step].plan, *s = q->step[b->step].plan;
	const struct shoot_values *v = &q->step[b->step].shoot->values;
	char name[PATH_MAX];
	int at = 0, r = seq_name(&q->step[b->step], b->frame, name, e);

	while (s->words.text[at] != v->output && at < s->words.count - 1)
		at++;
	if (r)
		return r;
	return qc_plan_fail(&q->plan, s->line, s->words.column[at], e,
			    "%.200s would be written twice, first by line %u; write %%n, or "
			    "another name", name, first->line);
}

/* All names of the plan, @all has room for them; how many, or -errno. */
static int collect(const struct seq *q, struct name *all, struct where *w,
		   struct qc_error *e)
{
	char name[PATH_MAX];
	int n = 0, r;

	for (unsigned int i = 0; i < q->count; i++) {
		const struct seq_shoot *shoot = q->step[i].shoot;

		for (unsigned int k = 0; shoot && k < shoot->frames; k++) {
			r = seq_name(&q->step[i], k, name, e);
			if (r)
				return r;
			all[n++] = (struct name){ hash_of(name, w), i, k };
		}
	}
	return n;
}

int seq_check_names(struct seq *q, struct qc_error *e)
{
	struct name *all = calloc(q->frames + 1, sizeof(*all));
	struct where *w = calloc(1, sizeof(*w));
	int n = 0, r = 0;

	if (all && w)
		r = n = collect(q, all, w, e);
	else
		r = qc_fail(e, QC_FAILED, ENOMEM, "no memory for the plan");
	if (n > 0) {
		qsort(all, n, sizeof(*all), compare);
		r = 0;
	}
	for (int i = 1; i < n && !r; i++)
		if (all[i].hash == all[i - 1].hash)
			r = twice(q, &all[i - 1], &all[i], e);
	free(all);
	free(w);
	return r;
}

static bool is_there(const char *name)
{
	return !faccessat(AT_FDCWD, name, F_OK, AT_SYMLINK_NOFOLLOW);
}

/* Is %n in the name of a directory? */
static bool many_directories(const struct shoot_values *v)
{
	const char *slash = strrchr(v->output, '/');
	char dir[PATH_MAX];

	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - v->output) : 0, v->output);
	return qc_name_has(dir, 'n');
}

static int check_step(const struct seq_step *s, struct qc_error *e)
{
	bool many = many_directories(&s->shoot->values);
	char name[PATH_MAX];
	int r = 0;

	for (unsigned int k = 0; k < s->shoot->frames && !r; k++) {
		r = seq_name(s, k, name, e);
		if (!r && (!k || many))
			r = qc_file_check_dir(name, e);
		if (!r && !s->begun && is_there(name))
			r = qc_fail(e, QC_REFUSED, EEXIST,
				    "line %u: %s is there already, and this plan has not taken it; "
				    "move it away, or choose another name", s->plan->line, name);
	}
	if (!r && s->shoot->values.preview)
		r = qc_file_check_dir(s->shoot->values.preview, e);
	return r;
}

int seq_check_files(struct seq *q, struct qc_error *e)
{
	int r = 0;

	for (unsigned int i = 0; i < q->count && !r; i++)
		if (q->step[i].shoot && !q->step[i].ended)
			r = check_step(&q->step[i], e);
	return r;
}

int seq_find_taken(struct seq *q, bool write, struct qc_error *e)
{
	char name[PATH_MAX];
	int r = 0;

	for (unsigned int i = 0; i < q->count; i++) {
		struct seq_step *s = &q->step[i];

		if (!s->shoot || !s->begun || s->ended)
			continue;
		for (unsigned int k = 0; k < s->shoot->frames && !r; k++) {
			if (s->taken[k])
				continue;
			r = seq_name(s, k, name, e);
			if (r || !is_there(name))
				continue;
			s->taken[k] = true;
			s->taken_count++;
			q->taken_frames++;
			/* It got its name just before the end came. */
			if (write)
				r = seq_tell(q, i, k, name, e);
		}
		if (r)
			return r;
	}
	return r;
}
