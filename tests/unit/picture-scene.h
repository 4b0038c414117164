/* SPDX-License-Identifier: GPL-2.0 */
/*
 * picture-scene.h - skies with known numbers, for tests of userspace/picture/
 */
#ifndef PICTURE_SCENE_H
#define PICTURE_SCENE_H

#include <math.h>
#include <stdlib.h>

#include "picture/picture.h"

static inline uint32_t scene_next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* About normal, mean 0, sigma 1. */
static inline double scene_noise(uint32_t *seed)
{
	double sum = 0;

	for (int i = 0; i < 12; i++)
		sum += scene_next(seed) / (double)(1 << 24);
	return sum - 6;
}

static inline uint16_t scene_level(double v)
{
	return v < 0 ? 0 : v > 65535 ? 65535 : (uint16_t)(v + 0.5);
}

/* A sky of @level with noise. */
static inline void scene_sky(uint16_t *d, size_t n, double level, double sigma, uint32_t seed)
{
	for (size_t i = 0; i < n; i++)
		d[i] = scene_level(level + sigma * scene_noise(&seed));
}

/* Host byte order. */
static inline struct picture_frame scene_frame(const uint16_t *d, unsigned int w, unsigned int h,
					       enum picture_pattern pattern)
{
	static const uint16_t one = 1;

	return (struct picture_frame) {
		.data = d, .bytes = 2 * (size_t)w * h, .width = w, .height = h, .bits = 16,
		.big_endian = !*(const uint8_t *)&one, .pattern = pattern,
	};
}

/* Mean of every @step-th byte. */
static inline double scene_mean(const uint8_t *d, size_t n, size_t step)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += d[i * step];
	return sum / n;
}

#endif
