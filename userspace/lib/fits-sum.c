// SPDX-License-Identifier: GPL-2.0
/*
 * fits-sum.c - checksums of FITS files, made while the data go by
 */
#include <endian.h>
#include <string.h>

#include "fits-sum.h"

/* So few that 64 bits cannot overflow. */
#define WORDS_MAX (1u << 30)

static uint32_t fold(uint64_t sum)
{
	while (sum >> 32)
		sum = (sum & UINT32_MAX) + (sum >> 32);
	return sum;
}

uint32_t qc_sum_join(uint32_t a, uint32_t b)
{
	return fold((uint64_t)a + b);
}

static uint32_t sum_words(const char *data, size_t words)
{
	uint64_t sum = 0;
	uint32_t word;

	for (size_t i = 0; i < words; i++) {
		memcpy(&word, data + 4 * i, sizeof(word));
		sum += be32toh(word);
	}
	return fold(sum);
}

/* A part that begins within a word is turned by as many bytes. */
uint32_t qc_sum_of(const void *data, size_t len, uint64_t offset)
{
	const char *p = data;
	uint32_t sum = 0, last = 0;
	unsigned int turn = offset % 4 * 8;
	size_t words;

	for (; len >= 4; p += 4 * words, len -= 4 * words) {
		words = len / 4 < WORDS_MAX ? len / 4 : WORDS_MAX;
		sum = qc_sum_join(sum, sum_words(p, words));
	}
	memcpy(&last, p, len);
	sum = qc_sum_join(sum, be32toh(last));
	return turn ? sum >> turn | sum << (32 - turn) : sum;
}
