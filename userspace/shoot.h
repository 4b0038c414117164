/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shoot.h - taking frames and writing them: what shoot, burst and others share
 *
 * One thread talks to the camera, to the terminal and to the caller. A frame
 * that came is a job: it stays in its buffer while a thread of the pool writes
 * it, then the buffer goes back to the camera. Jobs are reported in the order
 * of the frames.
 */
#ifndef QC_SHOOT_H
#define QC_SHOOT_H

#include <limits.h>
#include <linux/videodev2.h>

#include "lib/fits.h"
#include "lib/format.h"
#include "lib/metanode.h"
#include "lib/name.h"
#include "lib/pool.h"
#include "lib/series.h"
#include "lib/stats.h"
#include "lib/stream.h"
#include "opt.h"
#include "progress.h"

#define SHOOT_JOBS (2 * QC_BUFFERS_MAX)
#define SHOOT_COUNT_MAX 1000000
#define SHOOT_RETRIES 3

/* What is wanted; {0} with exposure, output and type is enough. */
struct shoot_values {
	struct opt_int count, from, gain, offset, traffic, retries, bin, writers, buffers;
	struct opt_duration exposure, disk_timeout;
	struct opt_roi roi;
	const char *mode, *bits, *type, *output, *preview, *camera;
	const char *object, *filter, *compress;
	struct opt_texts header;
	bool full, overscan, effective, live, overwrite, quiet, verbose;
	bool bin_average, ser, raw;
	/* burst */
	struct opt_int first, end, bursts, first_file;
	struct opt_duration interval;
	const char *only;		/* these frames of each burst; NULL: all */
	bool burst, cube, whole;
};

/* Where the options of shoot and burst begin. */
extern const struct shoot_values shoot_values, burst_values;

/* A file that has its final name. */
struct shoot_saved {
	const char *path;
	unsigned int number;		/* of the frame, or of the first one in it */
	unsigned int frames;
	const struct qc_fits_meta *meta;	/* of the last one */
	const struct qc_stats *stats;	/* likewise; NULL: not made */
};

/* What came of it. */
struct shoot_result {
	unsigned int saved;		/* frames in finished files */
	unsigned int missing;		/* wanted, but not there */
	unsigned int damaged;		/* frames that came damaged */
	unsigned int dropped;		/* gaps in the sequence numbers */
	unsigned int without_meta;	/* frames whose metadata did not come */
};

struct shoot_request {
	const struct shoot_values *values;
	struct qc_camera *camera;	/* open */
	int signal_fd;			/* SIGINT, SIGTERM; -1: none */
	void (*saved)(void *context, const struct shoot_saved *file);
	void *context;
};

/*
 * Are the values sound in themselves? Looks at no camera. 0, or -EINVAL with
 * QC_USAGE.
 */
int shoot_check(const struct shoot_values *v, struct qc_error *e);

/* Files that a burst makes, of frames @first + 1 to @end - 1. */
unsigned int shoot_burst_files(const struct shoot_values *v);

/* How long a disk may be silent, ns. */
int64_t shoot_disk_ns(const struct shoot_values *v);

/*
 * Take the frames, write them, tell of each file. Returns when all is on disk
 * and the camera is idle, or when the disk hangs (QC_DISK; then threads are left
 * behind, and the process should end soon). 0, or -errno with the exit code in @e: also for
 * frames that are missing and for signals. @result is always filled.
 */
int shoot_take(const struct shoot_request *q, struct shoot_result *result, struct qc_error *e);

/* ---- from here on only for the files shoot*.c ---- */

/* What the camera was set to, as it says itself. */
struct shoot_setup {
	struct qc_format format;
	struct qc_areas areas;
	struct qc_rect crop;
	uint64_t exposure_us;
	int64_t interval_ns;		/* between live frames */
	bool has_gain, has_offset, has_traffic;
	int64_t gain, offset, traffic;
	int64_t mode_number;		/* readout mode and its name */
	char mode[64];
	struct v4l2_area pixel_nm;	/* 0 = unknown */
	bool mode_changed;		/* capture mode, to be put back */
	int64_t capture_mode_before;
	bool burst_changed;		/* burst mode was switched on */
};

/* What is made of a frame: of one alone, or of many in one file. */
enum shoot_form { SHOOT_FITS, SHOOT_RICE, SHOOT_RAW, SHOOT_SER, SHOOT_CUBE };

struct shoot;

struct shoot_job {
	struct qc_work work;		/* first: the pool's */
	struct shoot *shoot;
	bool done;
	bool given_up;			/* its thread hangs: hands off */
	unsigned int number;		/* of the frame, from 1 */
	unsigned int index;		/* in the file, from 0 */
	struct qc_frame frame;
	struct qc_meta meta;
	struct qc_fits_meta fits;
	char mode[64];			/* the setup's may change meanwhile */
	char path[PATH_MAX];
	struct qc_series series;	/* of a frame that is a file */
	bool has_stats;
	struct qc_stats stats;
	int result;			/* 0 or -errno with error */
	struct qc_error error;
};

/* Something else that a thread of the pool does, while the main thread waits. */
struct shoot_task {
	struct qc_work work;		/* first: the pool's */
	struct shoot *shoot;
	int (*run)(struct shoot *s, struct qc_error *e);
	int result;			/* 0 or -errno with error */
	struct qc_error error;
};

/* What a thread of the pool has for itself. */
struct shoot_thread {
	void *room;			/* for rows */
	struct qc_fits fits;		/* compressed */
	struct qc_histogram *histogram;
};

struct shoot {
	const struct shoot_request *request;
	const struct shoot_values *opt;
	struct qc_camera *cam;
	enum shoot_form form;
	struct shoot_setup setup;
	struct qc_user_keys keys;
	struct qc_stream stream;
	struct qc_metanode metanode;	/* fd -1: none, controls have to do */
	struct qc_error no_metadata;	/* then: why */
	struct progress progress;
	struct qc_pool *pool;
	unsigned int threads;
	struct shoot_thread thread[QC_THREADS_MAX];
	struct shoot_job *job;		/* SHOOT_JOBS, used in turn */
	unsigned int begun, reported;	/* jobs so far */
	bool busy[QC_BUFFERS_MAX];	/* buffers that are being written */
	int keep;			/* buffer of the last good frame for the preview, -1 */
	bool failed;			/* a job did: no further frames */
	int result;			/* of the first one that failed, by its number */
	struct qc_error error;
	struct shoot_task task;
	const char *task_path;		/* for messages */
	int64_t disk_since_ns;		/* when the wait for the disk began, 0: none */
	bool disk_told;
	bool hung;			/* the disk was given up, the pool with it */
	/* The file of many frames. */
	struct qc_series series;
	char series_path[PATH_MAX];
	unsigned int series_first;	/* number of its first frame */
	unsigned int series_put, series_good;	/* frames begun; written from the first on */
	struct qc_fits_burst burst;	/* the present one */
	char burst_missing[64];
	bool *only;			/* frames of a burst that are wanted; NULL: all */
	unsigned int skipped;		/* that were not */
	struct qc_fits_meta series_meta;	/* of its first frame */
	struct qc_meta series_more;
	char series_mode[64];
	unsigned int count;		/* frames wanted */
	unsigned int from;		/* number of the first one in names */
	unsigned int retries;
	int signal_fd;
	int signal;			/* that came, 0 = none */
	unsigned int taken;		/* good frames that came */
	unsigned int tries;		/* damaged frames in place of the present one */
	bool has_sequence;
	uint32_t sequence;		/* of the last frame */
	int64_t begun_ns, first_ns, last_ns;	/* start, ends of first and last good frame */
	struct shoot_result *count_of;
};

/*
 * Set the camera up as the options say. Nothing is exposed. 0 or -errno;
 * QC_USAGE names the option, the value and the range that the camera has.
 */
int shoot_setup(struct shoot *s, struct qc_error *e);

/* Put the modes back, so that other programs find them as they were. */
void shoot_restore(struct shoot *s);

/* Can the files be written, and is none of them there already? */
int shoot_check_files(struct shoot *s, struct qc_error *e);

/* Is the file of this number, from 1, one that is wanted? */
bool shoot_wants(const struct shoot *s, unsigned int number);

/* How many files there will be. */
unsigned int shoot_files(const struct shoot *s);

/* Values of names: @number counts the files of this run from 1. */
struct qc_name_values shoot_names(const struct shoot *s, unsigned int number);

/* The frame in the buffer, as it is to be written. */
struct qc_pixels shoot_pixels(const struct shoot *s, const void *data);

/* Threads and their memory; closing them fails when one hangs. */
int shoot_open_pool(struct shoot *s, struct qc_error *e);
int shoot_close_pool(struct shoot *s);

/* Frames that are settled: taken, given up, or not wanted. */
unsigned int shoot_settled(const struct shoot *s);

/* Give free buffers to the camera, as many as are wanted. */
int shoot_queue(struct shoot *s, struct qc_error *e);

/*
 * Wait for a frame, at most until the monotonic @deadline_ns, 0: as long as one
 * may take. 0, -EINTR (s->signal), -ECANCELED (a job failed), -errno.
 */
int shoot_next(struct shoot *s, struct qc_frame *f, int64_t deadline_ns, struct qc_error *e);

/* Take the frames. 0 (also with missing frames), -EINTR, -ECANCELED, -errno. */
int shoot_frames(struct shoot *s, struct qc_error *e);
int shoot_bursts(struct shoot *s, struct qc_error *e);

/*
 * A good frame becomes a job, with its metadata or NULL. The error is that of
 * the name or of the file of many frames.
 */
int shoot_begin_job(struct shoot *s, const struct qc_frame *f, const struct qc_meta *meta,
		    struct qc_error *e);

/*
 * Take finished jobs: buffers are free again, reports are made in order. Returns
 * how many there were.
 */
unsigned int shoot_collect(struct shoot *s);

/*
 * Finish the file of many frames, if there is one; all jobs are done. One that is
 * @broken off, and wanted as a whole only, goes away instead.
 */
int shoot_end_series(struct shoot *s, bool broken, struct qc_error *e);

/* Write the preview of the frame in buffer s->keep; it waits for the disk. */
int shoot_preview(struct shoot *s, struct qc_error *e);

#endif
