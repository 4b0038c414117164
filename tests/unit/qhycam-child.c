// SPDX-License-Identifier: GPL-2.0
/* Other programs' output: whole, cut off, late, missing; temperatures as text. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "lib/child.h"
#include "lib/clock.h"
#include "lib/state.h"
#include "test.h"

#define LONG (600 * QC_NS_PER_S)
#define SHORT (QC_NS_PER_S / 5)

static int run(const char *script, bool both, size_t max, int64_t ns, struct qc_output *out)
{
	const char *argv[] = { "sh", "-c", script, NULL };

	return qc_child_run(argv, both, max, qc_mono_ns() + ns, out);
}

static void whole(struct tap *t)
{
	struct qc_output out;

	T_EQ(t, run("echo one; echo two >&2; exit 3", true, 1000, LONG, &out), 0);
	T_STR(t, out.data, "one\ntwo\n");
	T_EQ(t, (int)out.len, 8);
	T_EQ(t, out.status, 3);
	free(out.data);
	T_EQ(t, run("echo one; echo two >&2", false, 1000, LONG, &out), 0);
	T_STR(t, out.data, "one\n");
	T_EQ(t, out.status, 0);
	free(out.data);
	T_EQ(t, run(":", true, 1000, LONG, &out), 0);
	T_STR(t, out.data, "");
	free(out.data);
	/* No input, and signals that this program ignores end it all the same. */
	signal(SIGPIPE, SIG_IGN);
	T_EQ(t, run("cat; kill -s PIPE $$; echo alive", true, 1000, LONG, &out), 0);
	T_STR(t, out.data, "");
	T_EQ(t, out.status, 128 + SIGPIPE);
	free(out.data);
	/* More than is read at once. */
	T_EQ(t, run("head -c 300000 /dev/zero", true, 300000, LONG, &out), 0);
	T_EQ(t, (int)out.len, 300000);
	free(out.data);
}

static void bounded(struct tap *t)
{
	const char *none[] = { "/nowhere/program", NULL };
	struct qc_output out;

	T_EQ(t, run("echo begun; exec sleep 3600", true, 1000, 10 * SHORT, &out), -ETIMEDOUT);
	T_EQ(t, out.status, 128 + SIGKILL);
	free(out.data);
	T_EQ(t, run("exec cat /dev/zero", true, 1000, LONG, &out), -EFBIG);
	T_OK(t, out.len > 1000 && out.len < 1000000);
	T_EQ(t, out.status, 128 + SIGKILL);
	free(out.data);
	/* Its output is closed, but it does not end. */
	T_EQ(t, run("exec >&- 2>&-; exec sleep 3600", true, 1000, LONG, &out), 0);
	T_EQ(t, out.status, 128 + SIGKILL);
	free(out.data);
	T_EQ(t, qc_child_run(none, true, 1000, qc_mono_ns() + LONG, &out), -ENOENT);
	T_STR(t, out.data, "");
	T_EQ(t, out.status, -1);
	free(out.data);
}

static void temperatures(struct tap *t)
{
	static const struct {
		const char *text;
		int result;
		int64_t tenths;
	} rows[] = {
		{ "0", 0, 0 },		  { "-10", 0, -100 },	   { "-10.5", 0, -105 },
		{ "+3", 0, 30 },	  { ".5", 0, 5 },	   { "-.5", 0, -5 },
		{ "5.", 0, 50 },	  { "-0.0", 0, 0 },	   { "1.500", 0, 15 },
		{ "1000", 0, 10000 },	  { "1000.1", -ERANGE, 0 }, { "1001", -ERANGE, 0 },
		{ "99999999999999999999", -ERANGE, 0 },		   { "", -EINVAL, 0 },
		{ "-", -EINVAL, 0 },	  { ".", -EINVAL, 0 },	   { "1.55", -EINVAL, 0 },
		{ "1,5", -EINVAL, 0 },	  { "10C", -EINVAL, 0 },   { "--1", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 },	  { "1e1", -EINVAL, 0 },   { "1.5.0", -EINVAL, 0 },
	};
	char name[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t tenths = 77, want = rows[i].result ? 77 : rows[i].tenths;
		int r = qc_parse_tenths(rows[i].text, &tenths);

		snprintf(name, sizeof(name), "temperature '%s'", rows[i].text);
		tap_eq(t, r, rows[i].result, name, __FILE__, __LINE__);
		tap_ok(t, tenths == want, name, __FILE__, __LINE__);
	}
}

int main(void)
{
	struct tap t = { 0 };

	whole(&t);
	bounded(&t);
	temperatures(&t);
	return tap_end(&t);
}
