// SPDX-License-Identifier: GPL-2.0
/*
 * bring-up-page.c - what came of it: a page for people, a bundle for developers
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bring-up.h"
#include "cmd.h"
#include "lib/sysfs.h"

static const char *const words[] = { "left out", "went well", "FAILED" };

static void put_steps(const struct bring_up *b, FILE *to)
{
	fprintf(to, "Steps\n");
	for (unsigned int i = 0; bring_steps[i].name; i++)
		fprintf(to, "  %-10s%s%s%s\n", bring_steps[i].name, words[b->result[i]],
			*b->why[i] ? ": " : "", b->why[i]);
}

static void put_against(const struct bring_up *b, int a, FILE *to)
{
	const struct tr_finding *f = &b->all.finding[a];

	fprintf(to, "  A%d: %s\n", a, tr_assumption[a].taken);
	for (unsigned int i = 0; i < f->against_count && i < TR_AGAINST; i++)
		fprintf(to, "      %s #%llu: %s\n", f->against[i].file,
			(unsigned long long)f->against[i].packet, f->against[i].text);
	fprintf(to, "      change: %s\n", tr_assumption[a].change);
	if (!bring_known(1u << a))
		return;
	fprintf(to, "      table entry: .alternatives = QHY_A(%d) of %s in qhy-models.c\n", a,
		*b->usb.card ? b->usb.card : "this camera");
	if (b->alternatives & 1u << a)
		fprintf(to, "      with the alternative %s\n", b->helped & 1u << a ?
			"the step went well" : "the step failed, too");
}

/* Those numbers of which @wanted says so, in one line. */
static void put_numbers(const struct bring_up *b, const char *what, bool seen, FILE *to)
{
	bool any = false;

	fprintf(to, "%s:", what);
	for (int a = 1; a <= TR_ASSUMPTIONS; a++) {
		const struct tr_finding *f = &b->all.finding[a];

		if (f->against_count || (f->for_count != 0) != seen)
			continue;
		fprintf(to, " A%d", a);
		any = true;
	}
	fprintf(to, "%s\n", any ? "" : " none");
}

void bring_page(struct bring_up *b, FILE *to)
{
	bool any = false;

	fprintf(to, "%s %s, serial number %s\n\n", b->usb.id, *b->usb.card ? b->usb.card :
		"(not taken by the driver)", *b->usb.serial ? b->usb.serial : "unknown");
	put_steps(b, to);
	fprintf(to, "\nContradicted\n");
	for (int a = 1; a <= TR_ASSUMPTIONS; a++) {
		if (!b->all.finding[a].against_count)
			continue;
		put_against(b, a, to);
		any = true;
	}
	if (!any)
		fprintf(to, "  none\n");
	putc('\n', to);
	put_numbers(b, "Confirmed", true, to);
	put_numbers(b, "Not settled", false, to);
}

static void put_details(struct bring_up *b, FILE *to)
{
	tr_check_print(&b->all, to);
}

static void put_json(struct bring_up *b, FILE *to)
{
	tr_check_json(&b->all, to);
}

static void put_system(struct bring_up *b, FILE *to)
{
	(void)b;
	bundle_system(to);
	bundle_files(to, "/sys/module/qhyccd/parameters/*");
	bundle_files(to, "/sys/module/qhyccd/*version");
}

static void put_usb(struct bring_up *b, FILE *to)
{
	static const char *const tree[] = { "lsusb", "-t", NULL };
	static const char *const verbose[] = { "lsusb", "-v", "-d", "1618:", NULL };
	char pattern[PATH_MAX + 80];

	bundle_program(to, tree);
	bundle_program(to, verbose);
	snprintf(pattern, sizeof(pattern), "%s/{bcdDevice,bMaxPower,id*,product,speed,version}",
		 b->usb.path);
	bundle_files(to, pattern);
	snprintf(pattern, sizeof(pattern), "/sys/kernel/debug/usb/qhyccd-%s/*", b->usb.port);
	bundle_files(to, pattern);
}

/* Lines of the driver. */
static void put_log(struct bring_up *b, FILE *to)
{
	char *log = qc_kernel_log();
	char port[48];
	size_t n;

	snprintf(port, sizeof(port), "usb %s:", b->usb.port);
	for (char *p = log; p && *p; p += n) {
		n = strcspn(p, "\n");
		if (p[n])
			p[n++] = 0;
		if (strstr(p, "qhyccd") || strstr(p, port))
			fprintf(to, "%s\n", p);
	}
	free(log);
}

static const struct {
	const char *name;
	void (*put)(struct bring_up *b, FILE *to);
} parts[] = {
	{ "page.txt", bring_page },
	{ "check.txt", put_details },
	{ "check.json", put_json },
	{ "system.txt", put_system },
	{ "usb.txt", put_usb },
	{ "kernel-log.txt", put_log },
};

int bring_pack(struct bring_up *b, struct qc_error *e)
{
	FILE *f;
	int r = 0;

	fflush(b->statistics);
	for (size_t i = 0; !r && i < sizeof(parts) / sizeof(parts[0]); i++) {
		f = bundle_create(&b->bundle, parts[i].name);
		if (f)
			parts[i].put(b, f);
		r = bundle_close(&b->bundle, parts[i].name, f, e);
	}
	return r ? r : bundle_pack(&b->bundle, b->opt->bundle, b->opt->overwrite, e);
}
