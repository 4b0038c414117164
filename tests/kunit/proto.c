// SPDX-License-Identifier: GPL-2.0
/* Wire structures: each field at its byte, most significant byte first. */
#include <linux/kernel.h>
#include <linux/stddef.h>

#include "qhy-proto.h"
#include "suite.h"

#define AT(t, type, field, offset, size) do { \
	T_EQ(t, offsetof(struct type, field), offset); \
	T_EQ(t, sizeof(((struct type *)NULL)->field), size); \
} while (0)

static void status(struct tap *t)
{
	AT(t, qhy_wire_status, readout_mhz, 0, 1);
	AT(t, qhy_wire_status, remaining, 1, 4);
	AT(t, qhy_wire_status, exposure, 5, 4);
	AT(t, qhy_wire_status, firmware.year, 9, 1);
	AT(t, qhy_wire_status, firmware.month, 10, 1);
	AT(t, qhy_wire_status, firmware.day, 11, 1);
	AT(t, qhy_wire_status, temp_sensor, 12, 1);
	AT(t, qhy_wire_status, temperature, 13, 2);
	AT(t, qhy_wire_status, target, 15, 2);
	AT(t, qhy_wire_status, pwm, 17, 1);
	AT(t, qhy_wire_status, automatic, 18, 1);
	AT(t, qhy_wire_status, ddr_level, 19, QHY_DDR_LEVEL_LEN);
	AT(t, qhy_wire_status, width, 28, 2);
	AT(t, qhy_wire_status, height, 30, 2);
	AT(t, qhy_wire_status, depth16, 32, 1);
	AT(t, qhy_wire_status, usb_speed, 33, 1);
	AT(t, qhy_wire_status, power, 34, 1);
	AT(t, qhy_wire_status, wheel, 38, 8);
	AT(t, qhy_wire_status, sub_model, 46, 1);
	AT(t, qhy_wire_status, colour, 47, 1);
	AT(t, qhy_wire_status, serial, 48, 16);
	T_EQ(t, sizeof(struct qhy_wire_status), 64);
}

static void timing(struct tap *t)
{
	AT(t, qhy_wire_timing, hmax, 4, 2);
	AT(t, qhy_wire_timing, traffic, 8, 2);
	AT(t, qhy_wire_timing, line_period, 10, 2);
	AT(t, qhy_wire_timing, long_exposure, 13, 1);
	AT(t, qhy_wire_timing, exposure, 14, 4);
	AT(t, qhy_wire_timing, actual_exposure, 18, 4);
	AT(t, qhy_wire_timing, frame_period, 22, 4);
	T_EQ(t, sizeof(struct qhy_wire_timing), 64);
}

static void commands(struct tap *t)
{
	const struct qhy_cmd_mode mode = {
		.cmd = QHY_CMD_MODE, .single = 1, .x_binning = cpu_to_be16(1),
		.y_binning = cpu_to_be16(1), .readout_mode = 6,
	};
	const struct qhy_cmd_roi roi = {
		.cmd = QHY_CMD_ROI, .width = cpu_to_be16(6252),
		.left = cpu_to_be16(24), .height = cpu_to_be16(4176),
		.top = cpu_to_be16(34),
	};
	const struct qhy_cmd_exposure exposure = {
		.cmd = QHY_CMD_EXPOSURE,
		.microseconds = cpu_to_be32(3600000000U),
	};
	const struct qhy_cmd_gain gain = {
		.cmd = QHY_CMD_GAIN,
		.rgb = {
			{ cpu_to_be16(1), cpu_to_be16(8) },
			{ cpu_to_be16(2), cpu_to_be16(8) },
			{ cpu_to_be16(0x103),
			  cpu_to_be16(QHY_GAIN_DIGITAL_UNITY) },
		},
	};
	const struct qhy_cmd_offset offset = {
		.cmd = QHY_CMD_OFFSET,
		.rgb = { cpu_to_be16(1), cpu_to_be16(2), cpu_to_be16(0x103) },
	};
	const struct qhy_cmd_byte ddr = {
		.cmd = QHY_CMD_DDR, .value = QHY_DDR_ON,
	};
	const struct qhy_cmd_byte capture = {
		.cmd = QHY_CMD_CAPTURE, .value = QHY_CAPTURE_START,
	};

	T_MEM(t, &mode, "\xa0\1\0\1\0\1\6\0\0\0\0\0\0\0\0", 16);
	T_MEM(t, &roi, "\xa2\0\x18\x6c\0\x18\x10\x50\0\x22\0\0\0\0\0", 16);
	T_MEM(t, &exposure, "\xa3\xd6\x93\xa4\0\0\0\0\0\0\0\0\0\0\0", 16);
	T_MEM(t, &gain, "\xa4\0\1\0\x8\0\2\0\x8\1\3\0\x8\0\0", 16);
	T_MEM(t, &offset, "\xa8\0\1\0\2\1\3\0\0\0\0\0\0\0\0", 16);
	T_MEM(t, &ddr, "\xa9\xff\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	T_MEM(t, &capture, "\xa6\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	T_EQ(t, QHY_CMD_TRAFFIC, 0xa5);
	T_EQ(t, QHY_CMD_DEPTH, 0xa7);
}

static void requests(struct tap *t)
{
	T_EQ(t, QHY_USB_VENDOR, 0x1618);
	T_EQ(t, QHY_USB_QHY268_LOADER, 0xc268);
	T_EQ(t, QHY_USB_QHY268, 0xc269);
	T_EQ(t, QHY_USB_QHY600_LOADER, 0xc600);
	T_EQ(t, QHY_USB_QHY600, 0xc601);
	T_EQ(t, QHY_REQ_LOADER_RAM, 0xa0);
	T_EQ(t, QHY_LOADER_MAX_PIECE % 4, 0);
	T_OK(t, QHY_LOADER_MAX_PIECE >= 4 && QHY_LOADER_MAX_PIECE <= 4096);
	T_EQ(t, QHY_REQ_REG_WRITE, 0xb9);
	T_EQ(t, QHY_REQ_REG_READ, 0xbc);
	T_EQ(t, QHY_REQ_EEPROM, 0xca);
	T_EQ(t, QHY_REQ_COMMAND, 0xd1);
	T_EQ(t, QHY_REQ_STATUS, 0xd2);
	T_EQ(t, QHY_REQ_TIMING, 0xd3);
	T_EQ(t, QHY_REG_DDR_CLEAR, 0x01);
	T_EQ(t, QHY_REG_DDR_LEVEL, 0x04);
	T_EQ(t, QHY_REG_RUN, 0x23);
	T_EQ(t, QHY_DDR_LEVEL_UNIT, 2048);
}

T_SUITE(proto,
	T_CASE(status),
	T_CASE(timing),
	T_CASE(commands),
	T_CASE(requests));
