// SPDX-License-Identifier: GPL-2.0
/*
 * journal.c - the file of a journal
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "journal.h"

#define BYTES_MAX (1ll << 30)
#define TRY_MS 100

static int fail(const struct qc_journal *j, int err, const char *what, struct qc_error *e)
{
	return qc_fail(e, err == EACCES || err == EPERM ? QC_PERMISSION : QC_DISK, err,
		       "journal %s: %s: %s", j->path, what, strerror(err));
}

static int lock(struct qc_journal *j, int patience_ms, struct qc_error *e)
{
	while (flock(j->fd, LOCK_EX | LOCK_NB)) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return fail(j, errno, "cannot be locked", e);
		if (patience_ms <= 0)
			return qc_fail(e, QC_BUSY, EBUSY,
				       "journal %s: another qhycam is at work on this plan",
				       j->path);
		poll(NULL, 0, TRY_MS);
		patience_ms -= TRY_MS;
	}
	return 0;
}

static int load(struct qc_journal *j, off_t *size, struct qc_error *e)
{
	struct stat st;
	ssize_t n;

	*size = 0;
	if (fstat(j->fd, &st))
		return fail(j, errno, "cannot be read", e);
	if (!S_ISREG(st.st_mode) || st.st_size > BYTES_MAX)
		return qc_fail(e, QC_REFUSED, EINVAL, "%s: is no journal", j->path);
	j->text = malloc(st.st_size + 1);
	if (!j->text)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the journal");
	while (*size < st.st_size) {
		n = pread(j->fd, j->text + *size, st.st_size - *size, *size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(j, errno, "cannot be read", e);
		if (!n)
			break;
		*size += n;
	}
	j->text[*size] = 0;
	return 0;
}

/* A first line that a crash tore, not a file of somebody else's. */
static bool torn_begin(const char *text, size_t len)
{
	static const char like[] = "0000-00-00T00:00:00.000Z plan ";
	bool zeros = true, same = true;

	for (size_t i = 0; i < len; i++) {
		zeros = zeros && !text[i];
		if (i < sizeof(like) - 1)
			same = same && (like[i] == '0' ? text[i] >= '0' && text[i] <= '9' :
							 text[i] == like[i]);
	}
	return len < QC_JOURNAL_LINE_MAX && (zeros || same);
}

/*
 * All whole lines; @good gets the length of them. A line that is not whole is
 * forgiven at the end, where a crash leaves it, and nowhere else.
 */
static int understand(struct qc_journal *j, off_t size, off_t *good, struct qc_error *e)
{
	char *line = j->text, *end = j->text + size, *stop;
	unsigned int lines = 1;

	for (char *c = line; c < end; c++)
		lines += *c == '\n';
	j->entry = calloc(lines, sizeof(*j->entry));
	if (!j->entry)
		return qc_fail(e, QC_FAILED, ENOMEM, "no memory for the journal");
	for (; line < end; line = stop + 1) {
		stop = memchr(line, '\n', end - line);
		if (!stop)
			break;
		*stop = 0;
		if (strlen(line) != (size_t)(stop - line) ||
		    qc_journal_parse(line, &j->entry[j->count])) {
			if (stop + 1 == end && j->count)
				break;
			return qc_fail(e, QC_REFUSED, EBADMSG,
				       "journal %s:%u: this line is damaged, or no journal's",
				       j->path, j->count + 1);
		}
		j->count++;
	}
	if (j->count ? j->entry[0].word != QC_JOURNAL_PLAN :
		       !torn_begin(j->text, size))
		return qc_fail(e, QC_REFUSED, EBADMSG, "%s: is no journal", j->path);
	*good = line - j->text;
	return 0;
}

/* The file's own name must survive a power failure, too. */
static void sync_dir(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];
	int fd;

	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - path) + 1 : 1,
		 slash ? path : ".");
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static int begin(struct qc_journal *j, const char *path, int flags, struct qc_error *e)
{
	memset(j, 0, sizeof(*j));
	j->fd = -1;
	if ((size_t)snprintf(j->path, sizeof(j->path), "%s", path) >= sizeof(j->path))
		return qc_fail(e, QC_USAGE, ENAMETOOLONG, "journal %.60s...: %s", path,
			       strerror(ENAMETOOLONG));
	j->fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0666);
	return j->fd < 0 ? fail(j, errno, "cannot be opened", e) : 0;
}

int qc_journal_open(struct qc_journal *j, const char *path, int patience_ms,
		    struct qc_error *e)
{
	off_t size, good;
	int r = begin(j, path, O_RDWR | O_APPEND | O_CREAT, e);

	if (!r)
		r = lock(j, patience_ms, e);
	if (!r)
		r = load(j, &size, e);
	if (!r)
		r = understand(j, size, &good, e);
	if (!r && good < size && ftruncate(j->fd, good))
		r = fail(j, errno, "its torn end cannot be cut off", e);
	if (!r)
		sync_dir(path);
	else
		qc_journal_close(j);
	return r;
}

int qc_journal_look(struct qc_journal *j, const char *path, struct qc_error *e)
{
	off_t size, good;
	int r = begin(j, path, O_RDONLY, e);

	if (r == -ENOENT)
		return 0;
	if (!r)
		r = load(j, &size, e);
	if (!r)
		r = understand(j, size, &good, e);
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
	if (r)
		qc_journal_close(j);
	return r;
}

static int write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= n;
	}
	return fdatasync(fd) ? -errno : 0;
}

int qc_journal_add(struct qc_journal *j, struct qc_journal_entry entry, struct qc_error *e)
{
	char line[QC_JOURNAL_LINE_MAX];
	off_t before = lseek(j->fd, 0, SEEK_END);
	int len, r;

	entry.utc_ns = qc_utc_ns();
	len = qc_journal_format(&entry, line);
	if (len < 0)
		return fail(j, -len, "a name cannot be written down", e);
	r = write_all(j->fd, line, len);
	if (!r)
		return 0;
	/* What is left of it would be found as a torn line; better not there. */
	if (before >= 0 && ftruncate(j->fd, before))
		return fail(j, -r, "cannot be written, nor cut", e);
	return fail(j, -r, "cannot be written", e);
}

int qc_journal_clear(struct qc_journal *j, struct qc_error *e)
{
	j->count = 0;
	if (ftruncate(j->fd, 0) || fdatasync(j->fd))
		return fail(j, errno, "cannot be emptied", e);
	return 0;
}

void qc_journal_close(struct qc_journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	free(j->text);
	free(j->entry);
	j->fd = -1;
	j->text = NULL;
	j->entry = NULL;
	j->count = 0;
}
