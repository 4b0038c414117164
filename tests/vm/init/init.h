/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Process 1 of the test machine.
 *
 * It has three lives: it loads the modules of the initramfs and says "ready"
 * (here the machine's state is saved), it receives one job over the port
 * "ctl", and it runs that job below the host's root file system and reports.
 * Nothing of this survives the machine, so memory is never freed.
 */
#ifndef TESTS_VM_INIT_H
#define TESTS_VM_INIT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct ports - the machine's channels to the host, all virtio-serial
 * @ctl: lines, both ways
 * @out: the command's stdout
 * @err: the command's stderr
 * @log: records of /dev/kmsg as they are read
 * @kmsg: the kernel's log, non-blocking
 */
struct ports {
	int ctl;
	int out;
	int err;
	int log;
	int kmsg;
};

struct bind {
	char *from;
	char *to;
};

/**
 * struct job - what the host wants to have run
 * @argv: command, NULL terminated
 * @env: environment, NULL terminated
 * @binds: directories to be seen at a second place
 * @cwd: directory to run in
 * @nonce: text that ends every channel, unlike any output
 * @time_ns: host's clock, nanoseconds since 1970
 * @keep_tmp: leave the host's /tmp visible (the repository lies below it)
 * @tty: run on the terminal hvc0 instead of the ports out and err
 * @fill: bytes in @input
 * @input: what was received and is not yet a whole line
 */
struct job {
	char **argv;
	size_t argc;
	char **env;
	size_t envc;
	struct bind *binds;
	size_t bindc;
	char *cwd;
	char *nonce;
	long long time_ns;
	bool keep_tmp;
	bool tty;
	unsigned short rows;
	unsigned short cols;
	size_t fill;
	char input[256 * 1024];
};

/* util.c */
void die(const struct ports *p, const char *what) __attribute__((noreturn));
void say(const struct ports *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void write_all(int fd, const void *data, size_t len);
int write_file(const char *path, const char *text);
long read_number(const char *path);

/* boot.c */
void boot(struct ports *p);
/* root.c */
void enter_host_root(const struct ports *p, const struct job *job);
/* control.c: true once the job is complete and shall be run */
bool control_read(const struct ports *p, struct job *job, pid_t child);
/* run.c */
void forward_log(const struct ports *p);
void run_job(const struct ports *p, struct job *job);
/* leftover.c */
int kill_leftovers(const struct ports *p, void (*idle)(void *arg), void *arg);

#endif
