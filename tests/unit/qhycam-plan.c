// SPDX-License-Identifier: GPL-2.0
/* Plans: words, steps, places of mistakes; times of day; estimates. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "lib/estimate.h"
#include "lib/plan.h"
#include "test.h"

#define NS 1000000000ll

static const char *const commands[] = { "shoot", "cool", "wheel", NULL };

static int parse(struct qc_plan *p, const char *text, struct qc_error *e)
{
	return qc_plan_parse(p, "p", text, strlen(text), commands, e);
}

/* The plan as one text: steps by "|", words by ",". */
static void unroll(const struct qc_plan *p, char *to, size_t size)
{
	size_t n = 0;

	*to = 0;
	for (unsigned int i = 0; i < p->count; i++)
		for (int k = 0; k < p->order[i]->words.count; k++)
			n += snprintf(to + n, size - n, "%s%s", k ? "," : i ? "|" : "",
				      p->order[i]->words.text[k]);
}

static void plans(struct tap *t)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "cool -10", "cool,-10" },
		{ "  cool\t-10  # cold\r\n\n#all\n", "cool,-10" },
		{ "shoot -o 'a b'c\"d'e\" f", "shoot,-o,a bcd'e,f" },
		{ "shoot '' a#b", "shoot,,a#b" },
		{ "wait 30s\nwait until 22:30", "wait,30s|wait,until,22:30" },
		{ "run --timeout 5s --optional a --b", "a,--b" },
		{ "pause\npause change 'the cap'", "pause|pause,change,the cap" },
		{ "filters L R\nfilter R\nwheel 4", "wheel,1|wheel,4" },
		{ "repeat 2\nshoot a\nend", "shoot,a|shoot,a" },
		{ "shoot x\nrepeat 2\n shoot a\n repeat 2\n  shoot b\n end\nend\nshoot c",
		  "shoot,x|shoot,a|shoot,b|shoot,b|shoot,a|shoot,b|shoot,b|shoot,c" },
		{ "repeat 1\nshoot a\nend", "shoot,a" },
	};
	struct qc_error e = { .text = "" };
	struct qc_plan p;
	char got[512], name[32];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(name, sizeof(name), "plan %zu", i);
		if (!tap_eq(t, parse(&p, rows[i].text, &e), 0, name, __FILE__, __LINE__))
			continue;
		unroll(&p, got, sizeof(got));
		tap_str(t, got, rows[i].want, name, __FILE__, __LINE__);
		qc_plan_free(&p);
	}
}

static void mistakes(struct tap *t)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "p:1:1: there is no step in this plan" },
		{ "# only words\n", "p:1:1: there is no step in this plan" },
		{ "cool -10\n  shot", "p:2:3: unknown step 'shot'; did you mean 'shoot'?" },
		{ "xyzzy", "p:1:1: unknown step 'xyzzy'; see 'qhycam help sequence'" },
		{ "shoot 'a\ncool", "p:1:7: the quote ' is not closed" },
		{ "shoot ä \"b", "p:1:9: the quote \" is not closed" },
		{ "shoot a\vb", "p:1:8: a control character (0x0b) is no text" },
		{ "wait", "p:1:1: a time is missing, like 30s or 5m" },
		{ "wait 5x", "p:1:6: 5x: is no duration; write 20ms, 30s, 5m or 2h" },
		{ "wait 169h", "p:1:6: 169h: is more than 7 days" },
		{ "wait 5 6", "p:1:8: '6' is not expected here" },
		{ "wait until", "p:1:6: a time of day is missing, like 22:30" },
		{ "wait until 24:00", "p:1:12: 24:00: is no time of day; write 22:30, 22:30Z for "
		  "UTC, or 2026-11-20T22:30" },
		{ "wait until 22:30 x", "p:1:18: 'x' is not expected here" },
		{ "run", "p:1:1: the program to run is missing" },
		{ "run --timeout", "p:1:5: a time is missing, like 30s or 5m" },
		{ "run --timeout 0 x", "p:1:15: no time at all is not enough" },
		{ "run --soon x", "p:1:5: unknown option --soon; run has --timeout TIME and "
		  "--optional" },
		{ "run ''", "p:1:5: the program to run is missing" },
		{ "filter R", "p:1:1: 'filters NAME...' must come before, that of slot 0 first" },
		{ "filters", "p:1:1: names of filters are missing, that of slot 0 first" },
		{ "filters L L", "p:1:11: 'L' is there twice" },
		{ "filters L\nfilters R", "p:2:1: the filters have been named already" },
		{ "filters Ha OIII\nfilter", "p:2:1: the name of a filter is missing" },
		{ "filters Ha OIII\nfilter OII", "p:2:8: no filter 'OII'; did you mean 'OIII'?" },
		{ "filters Ha OIII\nfilter green", "p:2:8: no filter 'green'" },
		{ "filters L\nfilter L L", "p:2:10: 'L' is not expected here" },
		{ "repeat", "p:1:1: how often is missing" },
		{ "repeat 0", "p:1:8: 0: must be a whole number, 1 .. 100000" },
		{ "repeat x", "p:1:8: x: must be a whole number, 1 .. 100000" },
		{ "repeat 2 3", "p:1:10: '3' is not expected here" },
		{ "cool 1\n repeat 2\ncool 1", "p:2:2: this repeat has no end" },
		{ "repeat 2\n#\nend", "p:1:1: there is nothing to repeat" },
		{ "cool 1\nend", "p:2:1: no repeat has begun" },
		{ "repeat 2\ncool 1\nend 2", "p:3:5: '2' is not expected here" },
		{ "repeat 1000\nrepeat 1000\ncool 1\nend\nend",
		  "p:5:1: more than 100000 steps, with what is repeated" },
		{ "repeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\n"
		  "repeat 1", "p:9:1: more than 8 repeats in each other" },
	};
	struct qc_error e;
	struct qc_plan p;
	char name[32];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(name, sizeof(name), "mistake %zu", i);
		T_EQ(t, parse(&p, rows[i].text, &e), -EINVAL);
		T_EQ(t, e.status, QC_USAGE);
		tap_str(t, e.text, rows[i].want, name, __FILE__, __LINE__);
		T_OK(t, !p.memory && !p.order);
	}
}

static void sizes(struct tap *t)
{
	static char text[QC_PLAN_BYTES_MAX + 1];
	struct qc_error e;
	struct qc_plan p;
	size_t n = 0;

	memset(text, '#', sizeof(text));
	T_EQ(t, qc_plan_parse(&p, "p", text, sizeof(text), commands, &e), -EFBIG);
	for (int i = 0; i <= QC_PLAN_WORDS_MAX; i++)
		n += sprintf(text + n, "cool ");
	T_EQ(t, qc_plan_parse(&p, "p", text, n, commands, &e), -EINVAL);
	T_STR(t, e.text, "p:1:641: more than 128 words in a line");
	T_EQ(t, qc_plan_parse(&p, "p", text, n - 5, commands, &e), 0);
	T_EQ(t, p.order[0]->words.count, QC_PLAN_WORDS_MAX);
	T_OK(t, !p.order[0]->words.text[QC_PLAN_WORDS_MAX]);
	qc_plan_free(&p);
	T_EQ(t, qc_plan_parse(&p, "p", "cool\0x", 6, commands, &e), -EINVAL);
	T_STR(t, e.text, "p:1:5: a control character (0x00) is no text");
	T_EQ(t, qc_plan_read(&p, "/does/not/exist", commands, &e), -ENOENT);
	T_EQ(t, e.status, QC_USAGE);
	T_EQ(t, qc_plan_read(&p, "/", commands, &e), -EISDIR);
}

static uint64_t hash(struct tap *t, const char *text)
{
	struct qc_error e = { .text = "" };
	struct qc_plan p;
	uint64_t h = 0;

	if (tap_eq(t, parse(&p, text, &e), 0, "a plan", __FILE__, __LINE__)) {
		h = qc_plan_hash(&p);
		qc_plan_free(&p);
	}
	return h;
}

static void hashes(struct tap *t)
{
	uint64_t h = hash(t, "cool -10\nwait 5");

	T_OK(t, h == hash(t, "# a\n cool  '-10' # b\n\nwait 5\n"));
	T_OK(t, h != hash(t, "cool -10\nwait 6"));
	T_OK(t, h != hash(t, "cool -1 0\nwait 5"));
	T_OK(t, h != hash(t, "cool -10\nwait 5\nwait 5"));
	T_OK(t, h != hash(t, "wait 5\ncool -10"));
	T_OK(t, hash(t, "filters A B\nfilter B") != hash(t, "filters A C\nfilter C"));
	T_OK(t, hash(t, "repeat 2\nwait 5\nend") == hash(t, "wait 5\nwait 5"));
	T_OK(t, hash(t, "run --timeout 5 x") != hash(t, "run --timeout 6 x"));
}

/* 2026-11-20T12:00:00Z */
#define NOON (1795176000ll * NS)

static void moments(struct tap *t)
{
	static const char *const bad[] = {
		"", "22", "22:3", "2:30", "22:30:", "22:30:5", "24:00", "22:60", "22:30:60", "22:30z",
		"22:30Zx", "2026-11-20", "2026-11-31T22:30", "2026-02-29T00:00", "2026-13-01T00:00",
		"2026-00-01T00:00", "2026-01-00T00:00", "1969-12-31T00:00", "26-11-20T22:30",
	};
	static const struct {
		const char *text;
		int64_t after_s, want_s;	/* from noon, UTC */
	} rows[] = {
		{ "13:00Z", 0, 3600 },
		{ "12:00:01Z", 0, 1 },
		{ "12:00Z", 0, 86400 },
		{ "12:00Z", -1, 0 },
		{ "11:59:59Z", 0, 86399 },
		{ "13:00", 0, 0 },		/* an hour east */
		{ "13:00", 1, 86400 },
		{ "13:00:01", 0, 1 },
		{ "2026-11-20T13:00", 0, 0 },
		{ "2026-11-20T12:00Z", 5, 0 },
		{ "2024-02-29T12:00Z", 0, 0 },
	};
	const int64_t leap = 1709208000ll * NS;
	struct qc_moment m = { .hour = 77 };
	int64_t ns;

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		tap_eq(t, qc_moment_parse(bad[i], &m), -EINVAL, bad[i], __FILE__, __LINE__);
	T_EQ(t, m.hour, 77);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t after = NOON + rows[i].after_s * NS, want = NOON + rows[i].want_s * NS;

		if (!strncmp(rows[i].text, "2024", 4))
			want = leap;
		/* With a grace of 1 ns the moment itself is still one after it. */
		T_EQ(t, qc_moment_parse(rows[i].text, &m), 0);
		T_EQ(t, qc_moment_resolve(&m, after, rows[i].want_s || rows[i].after_s ? 0 : 1,
					  &ns), 0);
		tap_eq(t, ns, want, rows[i].text, __FILE__, __LINE__);
	}
	T_EQ(t, qc_moment_parse("07:00Z", &m), 0);
	T_EQ(t, qc_moment_resolve(&m, NOON, 6 * 3600 * NS, &ns), 0);
	tap_eq(t, ns, NOON - 5 * 3600 * NS, "passed within the grace", __FILE__, __LINE__);
	/* 2026-03-29, 2:30 does not exist there; the hour after it has to do. */
	T_EQ(t, qc_moment_parse("02:30", &m), 0);
	T_EQ(t, qc_moment_resolve(&m, 1774738800ll * NS, 0, &ns), 0);
	T_OK(t, ns > 1774738800ll * NS && ns <= 1774749600ll * NS);
}

static void estimates(struct tap *t)
{
	struct qc_shot s = { .width = 100, .height = 50, .bits = 16, .exposure_us = 1000000 };
	char buf[QC_SPAN_MAX];

	/* Data of 10000 bytes are 4 blocks. */
	T_EQ(t, qc_shot_bytes(&s), 8 * 2880);
	s.bin = 3;	/* 33 x 16 pixels of 32 bit: 2112 bytes */
	T_EQ(t, qc_shot_bytes(&s), 5 * 2880);
	s.width = 288;	/* 96 x 16 x 4 = 6144; averages: 3072 */
	T_EQ(t, qc_shot_bytes(&s), 7 * 2880);
	s.average = true;
	T_EQ(t, qc_shot_bytes(&s), 6 * 2880);
	s = (struct qc_shot){ .width = 100, .height = 50, .bits = 8, .exposure_us = 1000000 };
	T_EQ(t, qc_shot_bytes(&s), 6 * 2880);
	s.raw = true;
	T_EQ(t, qc_shot_bytes(&s), 5000);
	s.raw = false;
	s.compressed = true;	/* 5000 + 156 + 50 * 16 + 2880 are 4 blocks */
	T_EQ(t, qc_shot_bytes(&s), 8 * 2880);
	s.compressed = false;
	s.frames = 100;
	T_EQ(t, qc_shot_bytes(&s), (174 + 4) * 2880);
	T_EQ(t, qc_shot_us(&s, 5000), 2000000);
	s.live = true;
	T_EQ(t, qc_shot_us(&s, 5000), 1000000);
	T_EQ(t, qc_shot_us(&s, 2500), 2000000);
	qc_format_span(0, buf);
	T_STR(t, buf, "0 s");
	qc_format_span(59000001, buf);
	T_STR(t, buf, "1 min 00 s");
	qc_format_span(3599 * 1000000ull, buf);
	T_STR(t, buf, "59 min 59 s");
	qc_format_span(3600 * 1000000ull, buf);
	T_STR(t, buf, "1 h 00 min");
	qc_format_span(7199 * 1000000ull, buf);
	T_STR(t, buf, "2 h 00 min");
	qc_format_bytes(52400000, buf);
	T_STR(t, buf, "52.4 MB");
	qc_format_bytes(12400000000ull, buf);
	T_STR(t, buf, "12.4 GB");
}

int main(void)
{
	struct tap t = { 0 };

	plans(&t);
	mistakes(&t);
	sizes(&t);
	hashes(&t);
	moments(&t);
	estimates(&t);
	return tap_end(&t);
}
