// SPDX-License-Identifier: GPL-2.0
/* The libv4l2 plugin: whose descriptors it takes, formats, sizes. */
#include "plugin-fake.h"

static void test_open(struct tap *t)
{
	void *p;

	fake_begin(false, 640, 480);
	errno = ERANGE;
	p = plugin_open(FAKE_FD);
	T_OK(t, p);
	T_EQ(t, errno, ERANGE);
	plugin_close(p);

	fake.driver = "uvcvideo";
	fake.calls = 0;
	T_OK(t, !plugin_open(FAKE_FD));
	T_EQ(t, fake.calls, 1);
	T_EQ(t, errno, ERANGE);
	fake.driver = "qhyccd";
	fake.caps = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
	T_OK(t, !plugin_open(FAKE_FD));
	fake.caps = V4L2_CAP_VIDEO_CAPTURE;
	fake.broken = VIDIOC_ENUM_FMT;
	fake.error = EIO;
	T_OK(t, !plugin_open(FAKE_FD));
	fake.broken = VIDIOC_QUERYCAP;
	T_OK(t, !plugin_open(FAKE_FD));
	T_OK(t, !plugin_open(-1));
	T_EQ(t, errno, ERANGE);
}

static void test_enum(struct tap *t, bool colour)
{
	struct v4l2_fmtdesc d = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	unsigned int own = colour ? 2 : 3;
	void *p;

	fake_begin(colour, 1920, 1080);
	p = plugin_open(FAKE_FD);
	d.index = 0;
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_ENUM_FMT, &d), 0);
	T_EQ(t, d.pixelformat, colour ? V4L2_PIX_FMT_SRGGB8 : V4L2_PIX_FMT_GREY);
	d.index = own;
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_ENUM_FMT, &d), 0);
	T_EQ(t, d.pixelformat, V4L2_PIX_FMT_YUYV);
	T_STR(t, (char *)d.description, "YUYV, stretched, of 16 bits");
	d.index = own + 1;
	/* A request that was kept in an int. */
	T_EQ(t, plugin_ioctl(p, FAKE_FD, (unsigned long)(int)VIDIOC_ENUM_FMT, &d), 0);
	T_EQ(t, d.pixelformat, V4L2_PIX_FMT_NV12);
	d.index = own + 2;
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_ENUM_FMT, &d), -1);
	T_EQ(t, errno, EINVAL);
	d.index = 0;
	d.type = V4L2_BUF_TYPE_META_CAPTURE;
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_ENUM_FMT, &d), -1);
	plugin_close(p);
}

/* sizes: of all pictures in the list, in a row. */
static const char *sizes(void *p, uint32_t fourcc)
{
	static char text[100];
	struct v4l2_frmsizeenum s = { .pixel_format = fourcc };
	int n = 0;

	text[0] = 0;
	while (!plugin_ioctl(p, FAKE_FD, VIDIOC_ENUM_FRAMESIZES, &s) && s.index < 9) {
		n += snprintf(text + n, sizeof(text) - n, "%ux%u ", s.discrete.width,
			      s.discrete.height);
		s.index++;
	}
	return text;
}

static void test_sizes(struct tap *t)
{
	void *p;

	fake_begin(false, 9576, 6388);
	p = plugin_open(FAKE_FD);
	T_STR(t, sizes(p, V4L2_PIX_FMT_YUYV), "2394x1597 4788x3194 3192x2129 ");
	T_STR(t, sizes(p, V4L2_PIX_FMT_NV12), "2394x1596 4788x3194 3192x2128 ");
	fake.width = 1920;
	fake.height = 1080;
	T_STR(t, sizes(p, V4L2_PIX_FMT_YUYV), "1920x1080 960x540 640x360 480x270 ");
	T_STR(t, sizes(p, V4L2_PIX_FMT_NV12), "960x540 640x360 480x270 ");
	fake.width = 4;
	fake.height = 2;
	T_STR(t, sizes(p, V4L2_PIX_FMT_YUYV), "4x2 2x1 ");
	T_STR(t, sizes(p, V4L2_PIX_FMT_GREY), "");
	plugin_close(p);
	fake_begin(true, 6252, 4176);
	p = plugin_open(FAKE_FD);
	T_STR(t, sizes(p, V4L2_PIX_FMT_YUYV), "1562x1044 3126x2088 1042x696 780x522 ");
	T_STR(t, sizes(p, V4L2_PIX_FMT_NV12), "1562x1044 3126x2088 1042x696 780x522 ");
	plugin_close(p);
}

static void test_set(struct tap *t)
{
	struct v4l2_format f, g = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	void *p;

	fake_begin(false, 9576, 6388);
	p = plugin_open(FAKE_FD);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_G_FMT, &g), 0);
	T_EQ(t, g.fmt.pix.pixelformat, V4L2_PIX_FMT_GREY);
	/* The frame's own size is beyond all: as if none had been asked for. */
	f = g;
	f.fmt.pix.pixelformat = V4L2_PIX_FMT_YUYV;
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_TRY_FMT, &f), 0);
	T_EQ(t, f.fmt.pix.width, 2394);
	T_EQ(t, fake.sets, 0);
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_YUYV, 9576, 6388, &g), 0);
	T_MEM(t, &g.fmt.pix, &f.fmt.pix, sizeof(f.fmt.pix));
	T_EQ(t, f.fmt.pix.height, 1597);
	T_EQ(t, f.fmt.pix.bytesperline, 2394 * 2);
	T_EQ(t, f.fmt.pix.sizeimage, 2394 * 2 * 1597);
	T_EQ(t, f.fmt.pix.quantization, V4L2_QUANTIZATION_LIM_RANGE);
	T_EQ(t, f.fmt.pix.ycbcr_enc, V4L2_YCBCR_ENC_709);
	T_EQ(t, fake.fourcc, V4L2_PIX_FMT_Y16_BE);
	T_EQ(t, fake.width, 9576);
	memset(&g.fmt, 0, sizeof(g.fmt));
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_G_FMT, &g), 0);
	T_MEM(t, &g.fmt.pix, &f.fmt.pix, sizeof(f.fmt.pix));
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_YUYV, 3840, 2160, &f), 0);
	T_EQ(t, f.fmt.pix.width, 3192);
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_NV12, 0, 0, &f), 0);
	T_EQ(t, f.fmt.pix.width, 2394);
	T_EQ(t, f.fmt.pix.sizeimage, 2394 * 1596 * 3 / 2);
	T_EQ(t, fake.fourcc, V4L2_PIX_FMT_GREY);
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_Y16, 9576, 6388, &f), 0);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_G_FMT, &g), 0);
	T_EQ(t, g.fmt.pix.pixelformat, V4L2_PIX_FMT_Y16);
	plugin_close(p);
}

static void test_refused(struct tap *t)
{
	struct v4l2_format f;
	void *p;

	fake_begin(true, 640, 480);
	p = plugin_open(FAKE_FD);
	fake.no_picture = true;
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_YUYV, 640, 480, &f), -1);
	T_EQ(t, errno, ENOMEM);
	T_EQ(t, fake.sets, 0);
	fake.no_picture = false;
	fake.broken = VIDIOC_S_FMT;
	fake.error = EBUSY;
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_YUYV, 640, 480, &f), -1);
	T_EQ(t, errno, EBUSY);
	fake.broken = VIDIOC_G_FMT;
	fake.error = ENODEV;
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_YUYV, 640, 480, &f), -1);
	T_EQ(t, errno, ENODEV);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_TRY_FMT, &f), -1);
	T_EQ(t, errno, ENODEV);
	fake.broken = 0;
	/* Nothing was chosen. */
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_G_FMT, &f), 0);
	T_EQ(t, f.fmt.pix.pixelformat, V4L2_PIX_FMT_SRGGB8);
	fake.width = 2;
	fake.height = 2;
	T_EQ(t, fake_choose(p, V4L2_PIX_FMT_NV12, 640, 480, &f), -1);
	T_EQ(t, errno, EINVAL);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_TRY_FMT, &f), -1);
	plugin_close(p);
}

static void test_intervals(struct tap *t)
{
	struct v4l2_frmivalenum i = {
		.pixel_format = V4L2_PIX_FMT_YUYV, .width = 320, .height = 240,
	};
	void *p;

	fake_begin(true, 1280, 960);
	p = plugin_open(FAKE_FD);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_ENUM_FRAMEINTERVALS, &i), 0);
	T_EQ(t, i.type, V4L2_FRMIVAL_TYPE_CONTINUOUS);
	T_EQ(t, i.stepwise.max.numerator, 3600);
	T_EQ(t, i.width, 320);
	T_EQ(t, i.pixel_format, V4L2_PIX_FMT_YUYV);
	i.width = 321;
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_ENUM_FRAMEINTERVALS, &i), -1);
	T_EQ(t, errno, EINVAL);
	plugin_close(p);
}

/* default_of: of a control of that type and flags, whose own is 5 and which has 42. */
static int default_of(void *p, unsigned int type, unsigned int flags)
{
	struct v4l2_queryctrl q = { .id = V4L2_CID_GAIN | V4L2_CTRL_FLAG_NEXT_CTRL };

	fake.control = (struct v4l2_queryctrl) {
		.id = V4L2_CID_GAIN, .type = type, .flags = flags,
		.maximum = 100, .step = 1, .default_value = 5,
	};
	fake.value = 42;
	errno = ERANGE;
	if (plugin_ioctl(p, FAKE_FD, VIDIOC_QUERYCTRL, &q) || errno != ERANGE ||
	    q.id != V4L2_CID_GAIN || q.maximum != 100)
		return -1;
	return q.default_value;
}

static void test_controls(struct tap *t)
{
	struct v4l2_queryctrl q = { .id = V4L2_CID_CONTRAST };
	void *p;

	fake_begin(false, 640, 480);
	p = plugin_open(FAKE_FD);
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_INTEGER, V4L2_CTRL_FLAG_SLIDER), 42);
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_BOOLEAN, 0), 42);
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_MENU, 0), 42);
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_INTEGER_MENU, 0), 42);
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_INTEGER64, 0), 5);
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_BUTTON, V4L2_CTRL_FLAG_WRITE_ONLY), 5);
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_INTEGER, V4L2_CTRL_FLAG_VOLATILE), 5);
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_INTEGER, V4L2_CTRL_FLAG_READ_ONLY), 5);
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_INTEGER, V4L2_CTRL_FLAG_DISABLED), 5);
	fake.broken = VIDIOC_G_CTRL;
	fake.error = EIO;
	T_EQ(t, default_of(p, V4L2_CTRL_TYPE_INTEGER, 0), 5);
	T_EQ(t, plugin_ioctl(p, FAKE_FD, VIDIOC_QUERYCTRL, &q), -1);
	T_EQ(t, errno, EINVAL);
	plugin_close(p);
}

int main(void)
{
	struct tap t = { 0 };

	test_open(&t);
	test_enum(&t, false);
	test_enum(&t, true);
	test_sizes(&t);
	test_set(&t);
	test_refused(&t);
	test_intervals(&t);
	test_controls(&t);
	return tap_end(&t);
}
