// SPDX-License-Identifier: GPL-2.0
/* Processes that outlive the command. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "init.h"

#define STEP_MS		20
#define GRACE_MS	500	/* a pipeline's other ends, udev helpers */
#define DEATH_MS	3000	/* from SIGKILL to gone */

struct process {
	pid_t pid;
	pid_t parent;
	char state;
	char name[64];
};

static bool read_process(const char *pid, struct process *pr)
{
	char path[64], text[512], *name, *end;
	FILE *file;
	size_t n;

	snprintf(path, sizeof(path), "/proc/%.16s/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	n = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[n] = '\0';
	/* The name is in brackets and may hold anything, brackets too. */
	name = strchr(text, '(');
	end = strrchr(text, ')');
	if (!name || !end || sscanf(end + 1, " %c %d", &pr->state,
				    &pr->parent) != 2)
		return false;
	*end = '\0';
	pr->pid = atoi(pid);
	snprintf(pr->name, sizeof(pr->name), "%.63s", name + 1);
	return true;
}

/* Neither us, nor a kernel thread (child of 2), nor already dead. */
static bool counts(const struct process *pr)
{
	return pr->pid > 2 && pr->parent != 2 && pr->state != 'Z' &&
	       pr->state != 'X';
}

/* @what: report or kill every process that counts. Returns their number. */
static int each_process(const struct ports *p, bool report, int sig)
{
	struct dirent *entry;
	struct process pr;
	int count = 0;
	DIR *dir = opendir("/proc");

	if (!dir)
		return 0;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9' ||
		    !read_process(entry->d_name, &pr) || !counts(&pr))
			continue;
		count++;
		if (report)
			say(p, "leftover %d %c %s", pr.pid, pr.state, pr.name);
		if (sig)
			kill(pr.pid, sig);
	}
	closedir(dir);
	return count;
}

static int wait_gone(const struct ports *p, int limit_ms,
		     void (*idle)(void *arg), void *arg)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000 };
	int count = 0;

	for (int ms = 0; ms <= limit_ms; ms += STEP_MS) {
		idle(arg);
		count = each_process(p, false, 0);
		if (!count)
			break;
		nanosleep(&step, NULL);
	}
	return count;
}

/*
 * Give late processes a moment, report and kill the others; one that does not
 * even die is reported a second time, in state D. Returns how many there were.
 */
int kill_leftovers(const struct ports *p, void (*idle)(void *arg), void *arg)
{
	if (!wait_gone(p, GRACE_MS, idle, arg))
		return 0;
	int count = each_process(p, true, SIGKILL);

	if (wait_gone(p, DEATH_MS, idle, arg))
		each_process(p, true, 0);
	return count;
}
