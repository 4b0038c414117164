// SPDX-License-Identifier: GPL-2.0
/*
 * Firmware images. A checker of its own, in 64 bits, says of each whether it is
 * sound; of an accepted one every byte that would be sent is looked at.
 */
#include "fuzz.h"
#include "qhy-fwimage.h"
#include "qhy-proto.h"

size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max,
			       unsigned int seed);

static u64 word(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u64)p[3] << 24;
}

/* Where the checksum stands, and what it has to be; false: no list of records. */
static bool find_sum(const u8 *p, size_t size, size_t *at, u32 *sum, u64 *data)
{
	u64 pos = 4, bytes, i;

	*sum = 0;
	*data = 0;
	do {
		if (pos + 8 > size)
			return false;
		bytes = 4 * word(p + pos);
		if (word(p + pos + 4) & 3 ||
		    word(p + pos + 4) + bytes > 0xffffffff)
			return false;
		pos += 8;
		if (pos + bytes > size)
			return false;
		for (i = 0; i < bytes; i += 4)
			*sum += word(p + pos + i);
		*data += bytes;
		pos += bytes;
	} while (bytes);
	*at = pos;
	return pos + 4 <= size;
}

static bool sound(const u8 *p, size_t size, u64 *data)
{
	size_t at;
	u32 sum;

	return size >= 4 && !memcmp(p, "CY\x1c\xb0", 4) &&
	       find_sum(p, size, &at, &sum, data) && *data &&
	       word(p + at) == sum;
}

/* As the upload goes through it. */
static void check_upload(const u8 *p, size_t size, u64 data)
{
	struct qhy_fw_record record;
	size_t pos = 0, before = 0;
	u8 last = 0;
	u64 sent = 0;
	u32 i;

	for (;;) {
		FUZZ_CHECK(qhy_fw_next(p, size, &pos, &record));
		FUZZ_CHECK(pos > before && pos <= size);
		before = pos;
		if (!record.bytes)
			break;
		FUZZ_CHECK(record.data + record.bytes == p + pos);
		FUZZ_CHECK(!(record.address % 4) && !(record.bytes % 4));
		FUZZ_CHECK(record.address + (u64)record.bytes <= 0xffffffff);
		for (i = 0; i < record.bytes; i += QHY_LOADER_MAX_PIECE)
			last ^= record.data[i] ^
				record.data[min_t(u32, record.bytes,
						  i + QHY_LOADER_MAX_PIECE) - 1];
		sent += record.bytes;
	}
	FUZZ_CHECK(sent == data);
	FUZZ_CHECK(size - pos >= 4);
	*(volatile u8 *)&last = last;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	const char *fault = qhy_fw_check(data, size);
	struct qhy_fw_record record;
	size_t pos = 0, steps = 0;
	u64 bytes = 0;

	FUZZ_CHECK(!fault == sound(data, size, &bytes));
	FUZZ_CHECK(!fault || fault[0]);
	if (!fault)
		check_upload(data, size, bytes);
	/* unchecked ones, too, must end */
	while (qhy_fw_next(data, size, &pos, &record)) {
		FUZZ_CHECK(pos <= size);
		FUZZ_CHECK(++steps <= size / 8);
	}
	return 0;
}

/* Every other one gets its magic and checksum back: few would pass else. */
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max,
			       unsigned int seed)
{
	size_t n = LLVMFuzzerMutate(data, size, max), at;
	u64 bytes;
	u32 sum, i;

	if (seed % 2 || n < 4)
		return n;
	memcpy(data, "CY\x1c\xb0", 4);
	if (find_sum(data, n, &at, &sum, &bytes))
		for (i = 0; i < 4; i++)
			data[at + i] = sum >> 8 * i;
	return n;
}
