// SPDX-License-Identifier: GPL-2.0
/*
 * bring-up-ask.c - what its owner allows
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bring-up.h"
#include "wait.h"

#define ANSWER 64

/* What is sent then, for those that the driver knows. */
static const struct {
	int assumption;
	const char *sends;
} other_ways[] = {
	{ 1, "F3, F4 for the cooler in place of AF; their bytes are a guess. C2, F2 are asked" },
	{ 2, "other codes with A4, A8" },
	{ 3, "A6 00 starts live pictures, too; A6 11 stops" },
	{ 10, "nothing else; 34 rows more are expected" },
	{ 11, "nothing else; no empty packets are expected" },
};

static void show_other_ways(uint32_t which)
{
	for (size_t i = 0; i < sizeof(other_ways) / sizeof(other_ways[0]); i++)
		if (which & 1u << other_ways[i].assumption)
			fprintf(stderr, "   the other way for A%d: %s\n", other_ways[i].assumption,
				other_ways[i].sends);
}

bool bring_listed(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
		if (!strncmp(p, word, len) && (!p[len] || p[len] == ','))
			return true;
	return false;
}

int bring_check_list(const char *option, const char *list, bool consent, struct qc_error *e)
{
	const char *names[BRING_STEPS + 4] = { NULL }, *near;
	char word[32];
	size_t n = 0;

	for (const struct bring_step *s = bring_steps; s->name; s++)
		names[n++] = s->name;
	if (consent) {
		names[n++] = "alternatives";
		names[n++] = "unconfirmed";
		names[n++] = "all";
	}
	for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(p, ","), p);
		for (n = 0; names[n] && strcmp(names[n], word); n++)
			;
		if (names[n])
			continue;
		near = qc_nearest(word, names);
		return qc_fail(e, QC_USAGE, EINVAL, "%s: there is no step '%s'%s%s%s", option,
			       word, near ? "; did you mean '" : "; 'qhycam help bring-up' lists "
			       "them", near ? near : "", near ? "'" : "");
	}
	return 0;
}

/* A line, byte by byte: what follows belongs to the next question. */
static int read_answer(struct bring_up *b, char answer[ANSWER], struct qc_error *e)
{
	struct pollfd p[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN }, { .fd = b->signal_fd, .events = POLLIN },
	};
	size_t n = 0;
	char c;
	int signal;

	for (;;) {
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return qc_fail(e, QC_FAILED, errno, "poll: %s", strerror(errno));
		signal = p[1].revents ? wait_signal(b->signal_fd) : 0;
		if (signal)
			return wait_fail(signal, "interrupted", e);
		if (!p[0].revents)
			continue;
		if (read(STDIN_FILENO, &c, 1) != 1 || c == '\n')
			break;
		if (n < ANSWER - 1)
			answer[n++] = c;
	}
	answer[n] = 0;
	return 0;
}

static int is_yes(struct bring_up *b, struct qc_error *e)
{
	char answer[ANSWER];
	int r;

	fprintf(stderr, "Yes or no? ");
	fflush(stderr);
	r = read_answer(b, answer, e);
	if (r)
		return r;
	r = !strcasecmp(answer, "y") || !strcasecmp(answer, "yes");
	if (!isatty(STDIN_FILENO))
		fprintf(stderr, "%s\n", r ? "yes" : "no");
	return r;
}

int bring_ask(struct bring_up *b, const struct bring_step *step, struct qc_error *e)
{
	const struct bring_values *v = b->opt;

	if (v->steps && !bring_listed(v->steps, step->name))
		return 0;
	fprintf(stderr, "\n== %s: %s\n   sends: %s\n", step->name, step->title, step->sends);
	show_other_ways(b->alternatives);
	if (step->care)
		fprintf(stderr, "   %s\n", step->care);
	if (step->kind == BRING_READS)
		return 1;
	if (v->read_only)
		return 0;
	if (bring_listed(v->consent, step->name) || bring_listed(v->consent, "all"))
		return 1;
	return is_yes(b, e);
}

int bring_ask_alternative(struct bring_up *b, uint32_t which, struct qc_error *e)
{
	const struct bring_values *v = b->opt;

	if (v->read_only)
		return 0;
	fprintf(stderr, "   There is another way that the driver could speak to the camera. "
			"Nobody has seen it work\n   either (docs/bring-up.md). Shall it be used "
			"from here on?\n");
	show_other_ways(which);
	if (bring_listed(v->consent, "alternatives") || bring_listed(v->consent, "all"))
		return 1;
	return is_yes(b, e);
}
