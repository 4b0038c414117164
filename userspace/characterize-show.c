// SPDX-License-Identifier: GPL-2.0
/*
 * characterize-show.c - qhycam characterize: table, JSON, plots
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "characterize.h"
#include "lib/file.h"
#include "lib/gnuplot.h"

static void print_dark(const struct characterize *c, const struct gain_run *g)
{
	if (c->dark_us)
		printf(" %12.5f", g->dark);
	else
		printf(" %12s", "-");
}

void characterize_table(const struct characterize *c)
{
	const struct sense *s = &c->sense;

	printf("%s, readout mode %lld '%s', offset %lld, %ux%u pixels at %u, %u", s->cam.id.card,
	       (long long)s->mode, s->mode_name, (long long)c->offset, s->format.width,
	       s->format.height, s->crop.left, s->crop.top);
	if (c->has_temperature)
		printf(", %.1f C", c->temperature);
	printf("\n\n%4s %7s %12s %13s %17s %12s %8s\n", "gain", "e-/ADU", "full well e-",
	       "read noise e-", "dynamic range", "dark e-/px/s", "linear");
	for (unsigned int i = 0; i < c->n; i++) {
		const struct gain_run *g = &c->run[i];
		const struct qc_ptc *r = &g->result;

		printf("%4lld %7.3f %12.0f %13.2f %5.1f dB %4.1f st.", (long long)g->gain,
		       r->e_per_adu, r->full_well, r->noise, r->range_db, r->range_stops);
		print_dark(c, g);
		if (g->linearity < 0)
			printf(" %8s\n", "-");
		else
			printf(" %6.2f %%\n", g->linearity);
	}
}

static json_t *levels_of(const struct gain_run *g)
{
	json_t *all = json_array();

	for (int i = 0; i < LEVELS; i++) {
		const struct qc_level *l = &g->level[i];

		json_array_append_new(all, json_pack("{s:f, s:f, s:f, s:f, s:b}", "seconds",
						     l->seconds, "signal", l->signal, "variance",
						     l->variance, "deviation_percent", l->deviation,
						     "in_line", l->used));
	}
	return all;
}

static void add(json_t *o, const char *name, double value)
{
	json_object_set_new(o, name, json_real(value));
}

static void add_if(json_t *o, const char *name, bool known, double value)
{
	json_object_set_new(o, name, known ? json_real(value) : json_null());
}

static void print_run(const struct characterize *c, const struct gain_run *g)
{
	const struct sense *s = &c->sense;
	json_t *o = json_pack("{s:s, s:s, s:s, s:I, s:s, s:I, s:I}", "type", "characterization",
			      "card", s->cam.id.card, "serial", s->cam.id.serial, "mode",
			      (json_int_t)s->mode, "mode_name", s->mode_name, "offset",
			      (json_int_t)c->offset, "gain", (json_int_t)g->gain);

	add(o, "e_per_adu", g->result.e_per_adu);
	add(o, "full_well_e", g->result.full_well);
	add(o, "saturated_adu", g->saturated);
	add(o, "read_noise_e", g->result.noise);
	add(o, "read_noise_adu", g->result.noise_adu);
	add(o, "dynamic_range_db", g->result.range_db);
	add(o, "dynamic_range_stops", g->result.range_stops);
	add(o, "bias_adu", g->bias.mean);
	add_if(o, "linear_within_percent", g->linearity >= 0, g->linearity);
	add_if(o, "dark_e_per_s", c->dark_us, g->dark);
	add_if(o, "dark_seconds", c->dark_us, c->dark_us / 1e6);
	add_if(o, "temperature", c->has_temperature, c->temperature);
	json_object_set_new(o, "levels", levels_of(g));
	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(o);
}

void characterize_json(const struct characterize *c)
{
	for (unsigned int i = 0; i < c->n; i++)
		print_run(c, &c->run[i]);
}

/* What is plotted, and the files that it becomes; gains only with several. */
static const char *const plots[] = { "transfer", "linearity", "gains" };

static unsigned int plot_count(const struct characterize *c)
{
	return c->n > 1 ? 3 : 2;
}

static void file_name(char *buf, const struct characterize *c, const char *end)
{
	snprintf(buf, PATH_MAX, "%s%s", c->opt->plot, end);
}

static void picture_name(char *buf, const struct characterize *c, unsigned int plot,
			 const char *end)
{
	snprintf(buf, PATH_MAX, "%s-%s.png%s", c->opt->plot, plots[plot], end);
}

int characterize_check_plots(const struct characterize *c, struct qc_error *e)
{
	int r;

	if (!c->opt->plot)
		return 0;
	if (!*c->opt->plot || strlen(c->opt->plot) > PATH_MAX - 64 || strchr(c->opt->plot, '\n'))
		return qc_fail(e, QC_USAGE, EINVAL, "--plot: is no name for files");
	r = qc_gnuplot_find("--plot", e);
	return r ? r : qc_file_check_dir(c->opt->plot, e);
}

static void write_data(FILE *f, const struct characterize *c)
{
	fprintf(f, "# gain\tseconds\tsignal ADU\tvariance ADU^2\tdeviation %%\n");
	for (unsigned int i = 0; i < c->n; i++) {
		for (int k = 0; k < LEVELS; k++) {
			const struct qc_level *l = &c->run[i].level[k];

			fprintf(f, "%lld\t%.6f\t%.3f\t%.4f\t%.4f\n", (long long)c->run[i].gain,
				l->seconds, l->signal, l->variance, l->deviation);
		}
		fprintf(f, "\n\n");
	}
}

static void begin_plot(FILE *f, const struct characterize *c, unsigned int plot,
		       const char *title, const char *x, const char *y)
{
	char name[PATH_MAX];

	picture_name(name, c, plot, ".part");
	fprintf(f, "set output ");
	qc_gnuplot_quote(f, name);
	fprintf(f, "\nset title \"%s, mode %lld: %s\"\nset xlabel \"%s\"\nset ylabel \"%s\"\n",
		c->sense.cam.id.card, (long long)c->sense.mode, title, x, y);
}

/* One curve for each gain; index in the data file = place in the list. */
static void curves(FILE *f, const struct characterize *c, const char *what)
{
	fprintf(f, "plot ");
	for (unsigned int i = 0; i < c->n; i++)
		fprintf(f, "%sdata index %u using %s with linespoints title 'gain %lld'",
			i ? ", \\\n     " : "", i, what, (long long)c->run[i].gain);
	fprintf(f, "\n");
}

static void gains_plot(FILE *f, const struct characterize *c)
{
	fprintf(f, "$gains << EOD\n");
	for (unsigned int i = 0; i < c->n; i++)
		fprintf(f, "%lld %.4f %.1f %.3f\n", (long long)c->run[i].gain,
			c->run[i].result.e_per_adu, c->run[i].result.full_well / 1000,
			c->run[i].result.noise);
	fprintf(f, "EOD\n");
	begin_plot(f, c, 2, "by gain", "gain", "e-/ADU, read noise e-");
	fprintf(f, "unset logscale\nset yrange [0:*]\nset y2range [0:*]\nset ytics nomirror\n"
		"set y2tics\nset y2label 'full well, 1000 e-'\n"
		"plot $gains using 1:2 with linespoints title 'e-/ADU', \\\n"
		"     $gains using 1:4 with linespoints title 'read noise', \\\n"
		"     $gains using 1:3 axes x1y2 with linespoints title 'full well'\n");
}

static void write_script(FILE *f, const struct characterize *c)
{
	char name[PATH_MAX];

	file_name(name, c, ".tsv");
	fprintf(f, "data = ");
	qc_gnuplot_quote(f, name);
	fprintf(f, "\nset terminal pngcairo size 960,640\nset grid\nset rmargin 5\nset key left top\n");
	begin_plot(f, c, 0, "photon transfer", "signal, ADU", "variance, ADU^2");
	fprintf(f, "set logscale xy\n");
	curves(f, c, "3:4");
	begin_plot(f, c, 1, "linearity", "signal, ADU", "deviation from the line, %");
	fprintf(f, "unset logscale y\n");
	curves(f, c, "3:5");
	if (plot_count(c) > 2)
		gains_plot(f, c);
	fprintf(f, "unset output\n");
}

/* Made in memory, so that the file is whole or absent. */
static int write_text(const struct characterize *c, const char *end,
		      void (*writer)(FILE *f, const struct characterize *c), struct qc_error *e)
{
	char name[PATH_MAX], *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	int r;

	if (!f)
		return qc_fail(e, QC_FAILED, ENOMEM, "not enough memory");
	writer(f, c);
	fclose(f);
	file_name(name, c, end);
	r = qc_file_write(name, text, len, true, e);
	free(text);
	return r;
}

int characterize_plots(const struct characterize *c, struct qc_error *e)
{
	char script[PATH_MAX], part[PATH_MAX], name[PATH_MAX];
	int r = write_text(c, ".tsv", write_data, e);

	if (!r)
		r = write_text(c, ".gp", write_script, e);
	if (r)
		return r;
	file_name(script, c, ".gp");
	r = qc_gnuplot_run(script, e);
	for (unsigned int i = 0; i < plot_count(c); i++) {
		picture_name(part, c, i, ".part");
		picture_name(name, c, i, "");
		if (r)
			unlink(part);
		else if (rename(part, name))
			r = qc_fail(e, QC_DISK, errno, "%s: %s", name, strerror(errno));
	}
	return r;
}
