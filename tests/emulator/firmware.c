// SPDX-License-Identifier: GPL-2.0
#include "firmware.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC		"qhyemu test firmware, no real one"
#define MAGIC_SIZE	40u
#define HEADER_SIZE	(MAGIC_SIZE + 12u)	/* + pid, sections, CRC-32 */
#define HEADER_AT	(FX3_RAM_BASE + 0x3000u)
#define ENTRY		(HEADER_AT + 0x40u)

/* About 190 kB in five sections, one of them in the small memory at 0. */
static const struct {
	uint32_t address, size;
} sections[] = {
	{ 0x00000100u, 0x3000u },
	{ HEADER_AT, 0x12000u },
	{ FX3_RAM_BASE + 0x16000u, 0x10000u },
	{ FX3_RAM_BASE + 0x30000u, 0x9a04u },
	{ FX3_RAM_BASE + 0x50000u, 0x0134u },
};

#define SECTIONS	(sizeof(sections) / sizeof(sections[0]))

void loader_reset(struct loader *l)
{
	memset(l, 0, sizeof(*l));
}

static const uint8_t *at(const struct loader *l, uint32_t address, size_t len)
{
	if (address < FX3_ITCM_SIZE && len <= FX3_ITCM_SIZE - address)
		return l->itcm + address;
	if (address >= FX3_RAM_BASE &&
	    address - FX3_RAM_BASE < FX3_RAM_SIZE &&
	    len <= FX3_RAM_SIZE - (address - FX3_RAM_BASE))
		return l->ram + (address - FX3_RAM_BASE);
	return NULL;
}

bool loader_store(struct loader *l, uint32_t address, const uint8_t *data,
		  size_t len)
{
	const uint8_t *to = at(l, address, len);

	if (!to || address % 4)
		return false;
	/* `to` points into *l, which is ours to write */
	memcpy((uint8_t *)l + (to - (const uint8_t *)l), data, len);
	l->pieces++;
	return true;
}

static void put_le32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
	p[3] = (uint8_t)(v >> 24);
}

static uint32_t get_le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static uint32_t crc32_more(uint32_t crc, const uint8_t *p, size_t len)
{
	crc = ~crc;
	while (len--) {
		int i;

		crc ^= *p++;
		for (i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

/* CRC of all sections, the header left out. */
static uint32_t memory_crc(const struct loader *l)
{
	uint32_t crc = 0;
	size_t i;

	for (i = 0; i < SECTIONS; i++) {
		uint32_t skip = sections[i].address == HEADER_AT ? HEADER_SIZE
								 : 0;
		const uint8_t *p = at(l, sections[i].address, sections[i].size);

		assert(p);
		crc = crc32_more(crc, p + skip, sections[i].size - skip);
	}
	return crc;
}

const char *loader_check(const struct loader *l, uint32_t entry,
			 uint16_t pid_running)
{
	const uint8_t *header = at(l, HEADER_AT, HEADER_SIZE);

	if (entry != ENTRY)
		return "wrong entry point";
	if (memcmp(header, MAGIC, sizeof(MAGIC)))
		return "no program at the entry point";
	if (get_le32(header + MAGIC_SIZE) != pid_running)
		return "made for another model";
	if (get_le32(header + MAGIC_SIZE + 4) != SECTIONS)
		return "damaged header";
	if (get_le32(header + MAGIC_SIZE + 8) != memory_crc(l))
		return "incomplete or damaged in memory";
	return NULL;
}

/* Fills the memory as a complete upload leaves it. */
static void make_memory(struct loader *l, uint16_t pid_running)
{
	uint32_t state = 0x2545f491u ^ pid_running;
	uint8_t *header = l->ram + (HEADER_AT - FX3_RAM_BASE);
	size_t i;
	uint32_t k;

	loader_reset(l);
	for (i = 0; i < SECTIONS; i++) {
		for (k = 0; k < sections[i].size; k += 4) {
			uint8_t word[4];

			state ^= state << 13;
			state ^= state >> 17;
			state ^= state << 5;
			put_le32(word, state);
			loader_store(l, sections[i].address + k, word, 4);
		}
	}
	memset(header, 0, HEADER_SIZE);
	memcpy(header, MAGIC, sizeof(MAGIC));
	put_le32(header + MAGIC_SIZE, pid_running);
	put_le32(header + MAGIC_SIZE + 4, SECTIONS);
	put_le32(header + MAGIC_SIZE + 8, memory_crc(l));
}

static void write_le32(FILE *f, uint32_t v)
{
	uint8_t b[4];

	put_le32(b, v);
	fwrite(b, 1, sizeof(b), f);
}

static void write_image(FILE *f, const struct loader *l)
{
	static const uint8_t head[] = { 'C', 'Y', 0x1c, 0xb0 };
	uint32_t sum = 0, k;
	size_t i;

	fwrite(head, 1, sizeof(head), f);
	for (i = 0; i < SECTIONS; i++) {
		const uint8_t *data = at(l, sections[i].address,
					 sections[i].size);

		write_le32(f, sections[i].size / 4);
		write_le32(f, sections[i].address);
		fwrite(data, 1, sections[i].size, f);
		for (k = 0; k < sections[i].size; k += 4)
			sum += get_le32(data + k);
	}
	write_le32(f, 0);
	write_le32(f, ENTRY);
	write_le32(f, sum);
}

int firmware_write(const char *path, uint16_t pid_running)
{
	struct loader *l = malloc(sizeof(*l));
	FILE *f;
	int rc = 0;

	if (!l)
		return -ENOMEM;
	f = fopen(path, "we");
	if (!f) {
		rc = -errno;
		free(l);
		return rc;
	}
	make_memory(l, pid_running);
	write_image(f, l);
	if (ferror(f))
		rc = -EIO;
	if (fclose(f) && !rc)
		rc = -errno;
	free(l);
	return rc;
}
