// SPDX-License-Identifier: GPL-2.0
/* Journals: lines, torn ends, damage, locks. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/journal.h"
#include "test.h"

static char dir[] = "/tmp/qhycam-journal-XXXXXX";
static char path[64];

static const struct qc_journal_entry entries[] = {
	{ QC_JOURNAL_PLAN, .step = 1, .hash = 0xfedcba9876543210, .text = "/data/a b" },
	{ QC_JOURNAL_BEGIN, .step = 1 },
	{ QC_JOURNAL_FRAME, .step = 1, .number = 12, .text = "m 31 ~x.fits" },
	{ QC_JOURNAL_END, .step = 1, .status = 3 },
	{ QC_JOURNAL_BEGIN, .step = UINT32_MAX },
	{ QC_JOURNAL_STOP, .status = 143 },
	{ QC_JOURNAL_DONE, .status = 0 },
};

#define ENTRIES (sizeof(entries) / sizeof(entries[0]))

static void same(struct tap *t, const struct qc_journal_entry *a,
		 const struct qc_journal_entry *b)
{
	T_EQ(t, a->word, b->word);
	T_EQ(t, a->step, b->step);
	T_EQ(t, a->number, b->number);
	T_EQ(t, a->status, b->status);
	T_OK(t, a->hash == b->hash);
	if (b->text)
		T_STR(t, a->text, b->text);
	else
		T_OK(t, !a->text);
}

static void lines(struct tap *t)
{
	char line[QC_JOURNAL_LINE_MAX], copy[QC_JOURNAL_LINE_MAX];
	static char longest[QC_JOURNAL_LINE_MAX];
	struct qc_journal_entry got, want;
	unsigned int taken = 0;
	int n;

	for (size_t i = 0; i < ENTRIES; i++) {
		want = entries[i];
		want.utc_ns = 1795195131123000000;
		n = qc_journal_format(&want, line);
		T_EQ(t, n, strlen(line));
		T_EQ(t, line[n - 1], '\n');
		line[n - 1] = 0;
		strcpy(copy, line);
		T_EQ(t, qc_journal_parse(line, &got), 0);
		same(t, &got, &want);
		T_OK(t, got.utc_ns == want.utc_ns);
		/* Any part of it, and any byte that is another one, is no line. */
		for (int k = 0; k < n - 1; k++) {
			strcpy(line, copy);
			line[k] = 0;
			taken += !qc_journal_parse(line, &got);
			strcpy(line, copy);
			line[k] ^= 1;
			taken += !qc_journal_parse(line, &got);
		}
	}
	T_EQ(t, taken, 0);
	want = entries[2];
	want.text = "a\nb";
	T_EQ(t, qc_journal_format(&want, line), -EINVAL);
	memset(longest, 'x', sizeof(longest) - 1);
	want.text = longest;
	T_EQ(t, qc_journal_format(&want, line), -EINVAL);
	strcpy(line, "~");
	T_EQ(t, qc_journal_parse(line, &got), -EBADMSG);
}

static off_t size_of(void)
{
	struct stat st;

	return stat(path, &st) ? -1 : st.st_size;
}

static void append(const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);

	if (write(fd, data, len) != (ssize_t)len)
		abort();
	close(fd);
}

static void write_all(struct tap *t)
{
	struct qc_error e = { .text = "" };
	struct qc_journal j;

	unlink(path);
	T_EQ(t, qc_journal_open(&j, path, 0, &e), 0);
	T_EQ(t, j.count, 0);
	for (size_t i = 0; i < ENTRIES; i++)
		T_EQ(t, qc_journal_add(&j, entries[i], &e), 0);
	qc_journal_close(&j);
	T_STR(t, e.text, "");
}

static void files(struct tap *t)
{
	struct qc_error e;
	struct qc_journal j, other;
	off_t size;

	unlink(path);
	T_EQ(t, qc_journal_look(&j, path, &e), 0);
	T_EQ(t, j.count, 0);
	qc_journal_close(&j);
	T_EQ(t, size_of(), -1);
	write_all(t);
	size = size_of();
	T_EQ(t, qc_journal_look(&j, path, &e), 0);
	T_EQ(t, j.count, ENTRIES);
	for (size_t i = 0; i < ENTRIES; i++)
		same(t, &j.entry[i], &entries[i]);
	qc_journal_close(&j);
	T_EQ(t, size_of(), size);
	/* Only one at a time. */
	T_EQ(t, qc_journal_open(&j, path, 0, &e), 0);
	T_EQ(t, qc_journal_open(&other, path, 200, &e), -EBUSY);
	T_EQ(t, e.status, QC_BUSY);
	T_EQ(t, other.fd, -1);
	T_EQ(t, qc_journal_clear(&j, &e), 0);
	T_EQ(t, size_of(), 0);
	T_EQ(t, qc_journal_add(&j, entries[0], &e), 0);
	qc_journal_close(&j);
	T_EQ(t, qc_journal_look(&j, path, &e), 0);
	T_EQ(t, j.count, 1);
	qc_journal_close(&j);
}

/* Whatever part of the last line a crash has left, the others are there. */
static void torn(struct tap *t)
{
	char line[QC_JOURNAL_LINE_MAX];
	unsigned int bad = 0;
	struct qc_journal j;
	struct qc_error e;
	off_t size;
	int n;

	for (size_t i = 0; i < 3; i++) {
		n = qc_journal_format(&entries[i], line);
		for (int k = 0; k < n; k++) {
			unlink(path);
			for (size_t m = 0; m < i; m++) {
				char whole[QC_JOURNAL_LINE_MAX];

				append(whole, qc_journal_format(&entries[m], whole));
			}
			size = i ? size_of() : 0;
			append(line, k);
			bad += qc_journal_open(&j, path, 0, &e) != 0 || j.count != i;
			bad += size_of() != size;
			qc_journal_close(&j);
		}
	}
	T_EQ(t, bad, 0);
	/* Blocks of zeros, and a wrong line that has its end. */
	write_all(t);
	size = size_of();
	append("\0\0\0\0\0\0", 6);
	T_EQ(t, qc_journal_open(&j, path, 0, &e), 0);
	T_EQ(t, j.count, ENTRIES);
	qc_journal_close(&j);
	T_EQ(t, size_of(), size);
	append("\0\0\0\n", 4);
	T_EQ(t, qc_journal_open(&j, path, 0, &e), 0);
	T_EQ(t, j.count, ENTRIES);
	qc_journal_close(&j);
	T_EQ(t, size_of(), size);
}

static void refused(struct tap *t, const char *text, size_t len)
{
	struct qc_journal j;
	struct qc_error e;

	unlink(path);
	append(text, len);
	T_EQ(t, qc_journal_open(&j, path, 0, &e), -EBADMSG);
	T_EQ(t, e.status, QC_REFUSED);
	T_EQ(t, j.fd, -1);
	T_EQ(t, size_of(), len);
	T_EQ(t, qc_journal_look(&j, path, &e), -EBADMSG);
}

static void damaged(struct tap *t)
{
	char line[QC_JOURNAL_LINE_MAX], two[2 * QC_JOURNAL_LINE_MAX];
	struct qc_journal j;
	struct qc_error e;
	int n = qc_journal_format(&entries[0], line), k;

	refused(t, "hello", 5);
	refused(t, "hello\n", 6);
	k = sprintf(two, "%s%s", line, line);
	two[n + 30] ^= 1;
	memcpy(two + k, line, n);
	refused(t, two, k + n);
	T_OK(t, (n = qc_journal_format(&entries[1], line)) > 0);
	refused(t, line, n);
	unlink(path);
	T_EQ(t, qc_journal_open(&j, "/does/not/exist", 0, &e), -ENOENT);
	T_EQ(t, e.status, QC_DISK);
	T_EQ(t, qc_journal_open(&j, "/dev/null", 0, &e), -EINVAL);
	T_EQ(t, e.status, QC_REFUSED);
	j = (struct qc_journal){ .fd = open("/dev/full", O_WRONLY) };
	T_EQ(t, qc_journal_add(&j, entries[1], &e), -ENOSPC);
	T_EQ(t, e.status, QC_DISK);
	qc_journal_close(&j);
}

int main(void)
{
	struct tap t = { 0 };

	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/j", dir);
	lines(&t);
	files(&t);
	torn(&t);
	damaged(&t);
	unlink(path);
	rmdir(dir);
	return tap_end(&t);
}
