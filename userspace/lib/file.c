// SPDX-License-Identifier: GPL-2.0
/*
 * file.c - files that are whole or absent
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "file.h"

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
	return 0;
}

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

/* ".NAME.part-XXXXXX" beside @path. */
static int temp_name(const char *path, char temp[PATH_MAX])
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	int n = snprintf(temp, PATH_MAX, "%.*s.%.200s.part-XXXXXX", (int)(base - path), path, base);

	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
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

static int write_temp(int fd, const void *data, size_t len)
{
	mode_t mask = umask(0);
	int r;

	umask(mask);
	r = write_all(fd, data, len);
	if (!r && fchmod(fd, 0666 & ~mask) && errno != EPERM && errno != EOPNOTSUPP)
		r = -errno;
	if (!r && fsync(fd) && errno != EINVAL)
		r = -errno;
	if (close(fd) && !r)
		r = -errno;
	return r;
}

static int explain(const char *path, size_t len, int r, struct qc_error *e)
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

int qc_file_write(const char *path, const void *data, size_t len, bool overwrite,
		  struct qc_error *e)
{
	char temp[PATH_MAX];
	int fd, r = temp_name(path, temp);

	if (r)
		return explain(path, len, r, e);
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return explain(path, len, -errno, e);
	r = write_temp(fd, data, len);
	if (!r)
		r = publish(temp, path, overwrite);
	if (r) {
		unlink(temp);
		return explain(path, len, r, e);
	}
	r = sync_dir(path);
	if (r)
		return qc_fail(e, QC_DISK, -r, "%s: written, but its directory cannot be synced: %s",
			       path, strerror(-r));
	return 0;
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
