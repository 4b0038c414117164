// SPDX-License-Identifier: GPL-2.0
/* When pictures are due: no drift, no flood after a pause, and the newest one wins. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "lib/clock.h"
#include "lib/newest.h"
#include "lib/pace.h"
#include "test.h"

static void at_rate(struct tap *t)
{
	static const unsigned int rates[] = { 1, 7, 25, 30, 60, 120 };
	struct qc_pace p;
	unsigned int wrong = 0;

	for (unsigned int i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		qc_pace_start(&p, rates[i], 1, 1000);
		T_EQ(t, qc_pace_next_ns(&p), 1000);
		for (unsigned int n = 0; n < 1000; n++) {
			int64_t next = qc_pace_next_ns(&p);

			wrong += next != 1000 + (int64_t)n * QC_NS_PER_S / rates[i];
			wrong += n && qc_pace_due(&p, next - 1) != 0;
			wrong += qc_pace_due(&p, next) != 1;
			wrong += qc_pace_due(&p, next) != 1;
			qc_pace_sent(&p);
		}
		T_EQ(t, p.missed, 0);
		T_EQ(t, p.next, 1000);
	}
	T_EQ(t, wrong, 0);
}

/* A year later the rate is still exact. */
static void no_drift(struct tap *t)
{
	const int64_t year = 365 * 86400ll;
	struct qc_pace p;

	qc_pace_start(&p, 30, 1, 5);
	T_EQ(t, qc_pace_due(&p, 5 + year * QC_NS_PER_S), 1);
	T_EQ(t, p.next, year * 30);
	T_EQ(t, p.missed, year * 30);
	T_EQ(t, qc_pace_next_ns(&p), 5 + year * QC_NS_PER_S);
	qc_pace_sent(&p);
	T_EQ(t, qc_pace_next_ns(&p), 5 + year * QC_NS_PER_S + QC_NS_PER_S / 30);
}

/* After a pause: live readers get one, files at most a second's, then in time again. */
static void after_a_pause(struct tap *t)
{
	struct qc_pace p;

	qc_pace_start(&p, 10, 1, 0);
	qc_pace_sent(&p);
	T_EQ(t, qc_pace_due(&p, 550000000), 1);
	T_EQ(t, p.missed, 4);
	qc_pace_sent(&p);
	T_EQ(t, qc_pace_due(&p, 550000000), 0);
	T_EQ(t, qc_pace_next_ns(&p), 600000000);

	qc_pace_start(&p, 10, 10, 0);
	qc_pace_sent(&p);
	T_EQ(t, qc_pace_due(&p, 550000000), 5);
	T_EQ(t, p.missed, 0);
	for (unsigned int i = 0; i < 5; i++)
		qc_pace_sent(&p);
	T_EQ(t, qc_pace_due(&p, 550000000), 0);
	T_EQ(t, qc_pace_due(&p, 9950000000), 10);
	T_EQ(t, p.missed, 84);
	T_EQ(t, p.next, 90);
}

static void newest_wins(struct tap *t)
{
	struct qc_newest n = { 0 };
	struct qc_error e, got;
	uint8_t *front;
	int r = 7;

	qc_newest_close(&n);
	T_EQ(t, qc_newest_open(&n, 16, &e), 0);
	front = qc_newest_front(&n);
	T_EQ(t, front[0], 0);
	front[0] = 200;
	T_OK(t, qc_newest_front(&n) == front && front[0] == 200);
	qc_newest_back(&n)[0] = 1;
	T_EQ(t, qc_newest_front(&n)[0], 200);
	qc_newest_put(&n);
	qc_newest_back(&n)[0] = 2;
	qc_newest_put(&n);
	front = qc_newest_front(&n);
	T_EQ(t, front[0], 2);
	for (int i = 3; i < 10; i++) {
		T_OK(t, qc_newest_back(&n) != front);
		qc_newest_back(&n)[0] = i;
		qc_newest_put(&n);
	}
	T_EQ(t, front[0], 2);
	T_EQ(t, qc_newest_front(&n)[0], 9);
	T_EQ(t, qc_newest_front(&n)[0], 9);
	T_OK(t, !qc_newest_ended(&n, &r, &got));
	T_EQ(t, r, 7);
	r = qc_fail(&e, QC_LOST, ENODEV, "gone");
	qc_newest_end(&n, r, &e);
	T_OK(t, qc_newest_ended(&n, &r, &got));
	T_EQ(t, r, -ENODEV);
	T_STR(t, got.text, "gone");
	qc_newest_close(&n);
}

#define PICTURE 4096
#define PICTURES 20000

static void *writer(void *arg)
{
	struct qc_newest *n = arg;

	for (unsigned int i = 1; i <= PICTURES; i++) {
		uint8_t *back = qc_newest_back(n);

		memset(back, i & 0xff, PICTURE);
		memcpy(back, &i, sizeof(i));
		qc_newest_put(n);
	}
	qc_newest_end(n, 0, NULL);
	return NULL;
}

/* A picture that is read is whole, and none is older than the one before. */
static void two_threads(struct tap *t)
{
	unsigned int last = 0, number, torn = 0, older = 0;
	struct qc_newest n;
	struct qc_error e;
	pthread_t thread;
	bool ended;
	int r;

	T_EQ(t, qc_newest_open(&n, PICTURE, &e), 0);
	T_EQ(t, pthread_create(&thread, NULL, writer, &n), 0);
	do {
		ended = qc_newest_ended(&n, &r, &e);
		const uint8_t *front = qc_newest_front(&n);

		memcpy(&number, front, sizeof(number));
		for (unsigned int i = sizeof(number); i < PICTURE; i++)
			torn += front[i] != (number & 0xff);
		older += number < last;
		last = number;
	} while (!ended);
	T_EQ(t, torn, 0);
	T_EQ(t, older, 0);
	T_EQ(t, last, PICTURES);
	pthread_join(thread, NULL);
	qc_newest_close(&n);
}

int main(void)
{
	struct tap t = { 0 };

	at_rate(&t);
	no_drift(&t);
	after_a_pause(&t);
	newest_wins(&t);
	two_threads(&t);
	return tap_end(&t);
}
