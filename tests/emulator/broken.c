// SPDX-License-Identifier: GPL-2.0
#include "broken.h"

#include <string.h>

/* Nobody asks any more: it is configured, or perhaps tried again. */
#define DONE_NS		INT64_C(150000000)
#define QUIET_NS	INT64_C(800000000)
#define FIRST_NS	INT64_C(30000000000)	/* until the first request */
#define INTERFACES_MAX	6
#define ENDPOINTS_MAX	5
#define ROOM_MAX	900u

struct dice {
	uint64_t state;
};

static uint32_t below(struct dice *d, uint32_t limit)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((d->state >> 32) * limit >> 32);
}

static uint8_t any(struct dice *d)
{
	static const uint8_t edges[] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 32,
					 0x7f, 0x80, 0x81, 0x82, 0xfe, 0xff };

	return below(d, 3) ? edges[below(d, sizeof(edges))]
			   : (uint8_t)below(d, 256);
}

/* The same for the same appearance and type. */
static struct dice dice_for(const struct broken *b, unsigned int type)
{
	struct dice d = { (b->seed * 1000003u + b->shown) * 257u + type };
	int i;

	for (i = 0; i < 4; i++)
		below(&d, 2);
	return d;
}

void broken_start(struct broken *b, uint64_t seed, uint64_t count)
{
	memset(b, 0, sizeof(*b));
	b->seed = seed;
	b->left = count;
}

void broken_appear(struct broken *b, int64_t now)
{
	b->shown++;
	b->configuration = false;
	b->query = false;
	b->asked = now;
	b->seen = false;
}

int64_t broken_leaves(const struct broken *b, bool configured)
{
	if (!b->seen)
		return b->asked + FIRST_NS;
	return b->asked + (configured ? DONE_NS : QUIET_NS);
}

void broken_leave(struct broken *b)
{
	b->configurations += b->configuration;
	b->queries += b->query;
	b->left--;
}

void broken_asked(struct broken *b, int64_t now, bool driver)
{
	b->asked = now;
	b->seen = true;
	b->query |= driver;
}

/* The right one with some bytes changed. */
static int change(struct dice *d, uint8_t *p, int n)
{
	int times = 1 + (int)below(d, 4);

	while (times--)
		p[below(d, (uint32_t)n)] = any(d);
	return n;
}

/* A descriptor of its own length or another one, behind the others. */
static int put(struct dice *d, uint8_t *to, const uint8_t *p, int n)
{
	memcpy(to, p, (size_t)n);
	if (below(d, 12))
		return n;
	to[0] = any(d);
	if (!below(d, 2) && to[0] > n && to[0] < 64) {
		memset(to + n, any(d), (size_t)(to[0] - n));
		n = to[0];
	}
	return n;
}

static int put_endpoint(struct dice *d, uint8_t *to, bool companion)
{
	static const uint16_t packets[] = { 1024, 1024, 512, 0, 1, 7, 63, 64,
					    1023, 1025, 2048, 0x1400, 0xffff };
	uint16_t packet = packets[below(d, sizeof(packets) /
					   sizeof(packets[0]))];
	const uint8_t endpoint[] = {
		7, 5, below(d, 3) ? (uint8_t)(0x80 | below(d, 16)) : any(d),
		below(d, 3) ? 2 : any(d), packet & 0xff, packet >> 8,
		below(d, 2) ? 0 : any(d),
	};
	const uint8_t burst[] = { 6, 48, below(d, 2) ? 15 : any(d),
				  below(d, 2) ? 0 : any(d), any(d), any(d) };
	int n = put(d, to, endpoint, sizeof(endpoint));

	return companion ? n + put(d, to + n, burst, sizeof(burst)) : n;
}

/* Interfaces, settings and endpoints, whose numbers need not be right. */
static int build(struct dice *d, struct broken *b, uint8_t *p)
{
	static const uint8_t config[] = { 9, BROKEN_CONFIG, 0, 0, 1, 1, 0, 0x80,
					  0x32 };
	int interfaces = (int)below(d, INTERFACES_MAX + 1), n = sizeof(config);
	int i, k, count;

	memcpy(p, config, sizeof(config));
	p[4] = below(d, 3) ? (uint8_t)interfaces : any(d);
	for (i = 0; i < interfaces; i++) {
		const uint8_t interface[] = {
			9, 4, below(d, 3) ? (uint8_t)i : any(d),
			below(d, 3) ? 0 : any(d), 0,
			below(d, 2) ? 0xff : any(d), 0, 0,
			below(d, 2) ? 0 : any(d),
		};
		int at = n;

		count = (int)below(d, ENDPOINTS_MAX + 1);
		n += put(d, p + n, interface, sizeof(interface));
		p[at + 4] = below(d, 4) ? (uint8_t)count : any(d);
		for (k = 0; k < count; k++)
			n += put_endpoint(d, p + n, below(d, 3));
		b->descriptors += 1u + (unsigned int)count;
	}
	p[2] = n & 0xff;
	p[3] = (uint8_t)(n >> 8);
	return n;
}

static int spoil_config(struct dice *d, struct broken *b, uint8_t *p, int n)
{
	int k;

	switch (below(d, 8)) {
	case 0:		/* without its first two bytes it is none at all */
		k = below(d, 10) ? 2 : 0;
		n = k + change(d, p + k, n - k);
		break;
	case 1:		/* interface, endpoint and companion alone */
		n = 9 + change(d, p + 9, n - 9);
		break;
	case 2:		/* ends too early, and says so or not */
		k = below(d, 10) ? 9 : 1;
		n = k + (int)below(d, (uint32_t)(n - k));
		if (n >= 4 && below(d, 2))
			p[2] = (uint8_t)n;
		break;
	case 3:		/* more or less than it says */
		p[2] = any(d);
		p[3] = below(d, 4) ? 0 : any(d);
		break;
	default:
		n = build(d, b, p);
		break;
	}
	b->descriptors++;
	return n;
}

int broken_descriptor(struct broken *b, unsigned int type, uint8_t *p, int n,
		      size_t room)
{
	uint64_t before = b->descriptors;
	struct dice d = dice_for(b, type);

	if (room < ROOM_MAX)
		return n;
	if (type == BROKEN_CONFIG) {
		n = spoil_config(&d, b, p, n);
		if (b->configuration)
			b->descriptors = before;	/* the same again */
		b->configuration = true;
	} else if ((type == BROKEN_STRING || type == BROKEN_BOS) && n > 0 &&
		   !below(&d, 3)) {
		n = change(&d, p, n);
		b->descriptors++;
	}
	return n;
}
