// SPDX-License-Identifier: GPL-2.0
/*
 * file.c - files that are whole or absent
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "file.h"

#define TEMP_TRIES 100

/* The directory part of @path, "." when there is none. */
static int dir_of(const char *path, char dir[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;

	if (!slash)
		return snprintf(dir, PATH_MAX, ".") < 0 ? -EIO : 0;
	if (n >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(dir, path, n ? n : 1);
	dir[n ? n : 1] = 0;
	return 0;
}

/*
 * Open ".NAME.part-XXXXXX" beside f->path. Made by open(), not by mkstemp(), so
 * that the kernel applies the umask: asking for it is not safe among threads.
 */
static int open_temp(struct qc_file *f)
{
	const char *slash = strrchr(f->path, '/'), *base = slash ? slash + 1 : f->path;
	uint32_t random;
	int n;

	for (int i = 0; i < TEMP_TRIES; i++) {
		if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
			random = (uint32_t)getpid() + i * 40503u;
		n = snprintf(f->temp, sizeof(f->temp), "%.*s.%.200s.part-%08x",
			     (int)(base - f->path), f->path, base, random);
		if (n < 0 || n >= (int)sizeof(f->temp))
			return -ENAMETOOLONG;
		f->fd = open(f->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (f->fd >= 0)
			return 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

/*
 * Give the temporary file its final name. Not every file system knows
 * RENAME_NOREPLACE (9p and NFS do not), and not every one has hard links (FAT
 * has none); the last way leaves a moment in which a file made by somebody
 * else would be replaced.
 */
static int publish(const char *temp, const char *path, bool overwrite)
{
	struct stat st;

	if (!overwrite) {
		if (!renameat2(AT_FDCWD, temp, AT_FDCWD, path, RENAME_NOREPLACE))
			return 0;
		if (errno != EINVAL && errno != ENOSYS)
			return -errno;
		if (!link(temp, path)) {
			unlink(temp);
			return 0;
		}
		if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
			return -errno;
		if (!lstat(path, &st))
			return -EEXIST;
	}
	return rename(temp, path) ? -errno : 0;
}

/* Makes the new name itself durable. Some file systems cannot: not an error. */
static int sync_dir(const char *path)
{
	char dir[PATH_MAX];
	int fd, r = dir_of(path, dir);

	if (r)
		return r;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	r = fsync(fd) && errno == EIO ? -EIO : 0;
	close(fd);
	return r;
}

static int explain(const char *path, uint64_t len, int r, struct qc_error *e)
{
	char dir[PATH_MAX];
	struct statvfs vfs;

	if (r == -EEXIST)
		return qc_fail(e, QC_DISK, EEXIST,
			       "%s: exists already; choose another name or --overwrite", path);
	if (r == -ENOSPC && !dir_of(path, dir) && !statvfs(dir, &vfs))
		return qc_fail(e, QC_DISK, ENOSPC,
			       "%s: disk full, %.1f MB needed, %.1f MB free; no part was kept",
			       path, len / 1e6, (double)vfs.f_bavail * vfs.f_frsize / 1e6);
	return qc_fail(e, QC_DISK, -r, "%s: cannot be written, no part was kept: %s", path,
		       strerror(-r));
}

int qc_file_begin(struct qc_file *f, const char *path, uint64_t len, bool overwrite,
		  struct qc_error *e)
{
	int r = -ENAMETOOLONG;

	f->fd = -1;
	f->len = len;
	f->overwrite = overwrite;
	if (snprintf(f->path, sizeof(f->path), "%s", path) < (int)sizeof(f->path))
		r = open_temp(f);
	return r ? explain(path, len, r, e) : 0;
}

int qc_file_put(struct qc_file *f, uint64_t offset, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	while (len) {
		n = pwrite(f->fd, p, len, offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		offset += n;
		len -= n;
	}
	return 0;
}

void qc_file_abort(struct qc_file *f)
{
	if (f->fd < 0)
		return;
	close(f->fd);
	unlink(f->temp);
	f->fd = -1;
}

int qc_file_fail(struct qc_file *f, int r, struct qc_error *e)
{
	qc_file_abort(f);
	return explain(f->path, f->len, r, e);
}

int qc_file_finish(struct qc_file *f, struct qc_error *e)
{
	int r = 0;

	if (fsync(f->fd) && errno != EINVAL)
		return qc_file_fail(f, -errno, e);
	if (close(f->fd))
		r = -errno;
	f->fd = -1;
	if (!r)
		r = publish(f->temp, f->path, f->overwrite);
	if (r) {
		unlink(f->temp);
		return explain(f->path, f->len, r, e);
	}
	r = sync_dir(f->path);
	if (r)
		return qc_fail(e, QC_DISK, -r, "%s: written, but its directory cannot be synced: %s",
			       f->path, strerror(-r));
	return 0;
}

int qc_file_write(const char *path, const void *data, size_t len, bool overwrite,
		  struct qc_error *e)
{
	struct qc_file f;
	int r = qc_file_begin(&f, path, len, overwrite, e);

	if (r)
		return r;
	r = qc_file_put(&f, 0, data, len);
	return r ? qc_file_fail(&f, r, e) : qc_file_finish(&f, e);
}

int qc_file_check_dir(const char *path, struct qc_error *e)
{
	char dir[PATH_MAX];
	struct stat st;
	int r = dir_of(path, dir);

	if (r)
		return qc_fail(e, QC_DISK, -r, "%.60s...: %s", path, strerror(-r));
	if (stat(dir, &st))
		return qc_fail(e, QC_DISK, errno, "directory %s: %s; make it first", dir,
			       strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return qc_fail(e, QC_DISK, ENOTDIR, "%s: is no directory", dir);
	if (access(dir, W_OK | X_OK))
		return qc_fail(e, QC_DISK, errno, "directory %s: files cannot be made in it: %s",
			       dir, strerror(errno));
	return 0;
}
