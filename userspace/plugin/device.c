// SPDX-License-Identifier: GPL-2.0
/*
 * device.c - system calls
 *
 * libv4l2 can be in front of ioctl() and mmap() (v4l2convert.so), and would
 * wait for itself.
 */
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plugin.h"

int dev_ioctl(int fd, unsigned long request, void *arg)
{
	return syscall(SYS_ioctl, fd, request, arg);
}

ssize_t dev_read(void *priv, int fd, void *buffer, size_t bytes)
{
	(void)priv;
	return syscall(SYS_read, fd, buffer, bytes);
}

ssize_t dev_write(void *priv, int fd, const void *buffer, size_t bytes)
{
	(void)priv;
	return syscall(SYS_write, fd, buffer, bytes);
}

void *dev_map(int fd, size_t length, uint32_t offset)
{
#ifdef SYS_mmap2
	long at = syscall(SYS_mmap2, NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			  offset >> 12);
#else
	long at = syscall(SYS_mmap, NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			  (unsigned long)offset);
#endif
	return at == -1 ? NULL : (void *)at;
}

void dev_unmap(void *start, size_t length)
{
	syscall(SYS_munmap, start, length);
}
