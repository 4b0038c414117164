/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QHYCCD USB cameras: what goes over the wire
 *
 * Everything is most significant byte first unless its type says otherwise.
 * Evidence: [doc] the maker's published protocol texts, [obs] observed on
 * sibling cameras, [src] public programs for this family, [An] assumption n,
 * listed in docs/bring-up.md. Each assumption is tagged where it is taken.
 */
#ifndef _QHY_PROTO_H
#define _QHY_PROTO_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/types.h>

/* USB identity [obs] */
#define QHY_USB_VENDOR			0x1618
#define QHY_USB_QHY600_LOADER		0xc600
#define QHY_USB_QHY600			0xc601
#define QHY_USB_QHY268_LOADER		0xc268
#define QHY_USB_QHY268			0xc269

/*
 * Time limits for requests, ms. The maker waits 5000 for a query; whoever waits
 * behind one, with the lock, shall not be taken for a hung task by then.
 */
#define QHY_TIMEOUT_OUT			1000
#define QHY_TIMEOUT_IN			3000
#define QHY_TIMEOUT_ASK			1000	/* asked again anyway */

/*
 * Boot loader (Cypress FX3) [obs][src]: writes memory, address in wValue (low
 * half) and wIndex (high half). No data: start the program at this address.
 */
#define QHY_REQ_LOADER_RAM		0xa0
#define QHY_LOADER_MAX_PIECE		4096

/* Vendor requests of the running camera */
#define QHY_REQ_REG_WRITE		0xb9	/* wIndex register, wValue */
#define QHY_REQ_REG_READ		0xbc	/* wIndex register */
#define QHY_REQ_DATE			0xc2	/* in, of the firmware */
#define QHY_REQ_EEPROM			0xca	/* wValue = wIndex = address */
#define QHY_REQ_COMMAND			0xd1	/* 16 bytes, Level 1 [A1] */
#define QHY_REQ_STATUS			0xd2	/* in, struct qhy_wire_status */
#define QHY_REQ_TIMING			0xd3	/* in, struct qhy_wire_timing */
#define QHY_REQ_LED			0xd9	/* wValue 0/1; tier 2 [A16] */
#define QHY_REQ_LED_PULSE		0xda	/* wValue width; tier 2 [A16] */

/* Where there is no Level 1 [A1]; formats of the last two: as of the first */
#define QHY_REQ_TEMPERATURE		0xf2	/* in, qhy_wire_temperature */
#define QHY_REQ_COOLER_TARGET		0xf3	/* the same, pwm 0 */
#define QHY_REQ_COOLER_POWER		0xf4	/* 1 byte, 0..255 */

#define QHY_DATE_LEN			10	/* year - 2000, month, day */
#define QHY_COLOUR_UNTOLD		0xff	/* then the EEPROM tells */
#define QHY_EEPROM_LEN			16
#define QHY_EEPROM_COLOUR		0x08	/* byte 1: 1 colour, 0 mono */
#define QHY_EEPROM_SERIAL		0x10

/* FPGA registers [obs][src] */
#define QHY_REG_DDR_CLEAR		0x01	/* pulse 1, 0 */
#define QHY_REG_DDR_LEVEL		0x04	/* read, 3 bytes */
#define QHY_REG_RUN			0x23	/* 0 idle, 1 run [A3] */
/* Tier 2 */
#define QHY_REG_PATCH			0x29	/* .. 0x2c, u32 */
#define QHY_REG_STAMP			0x38	/* frame counter in the image */
#define QHY_REG_COUNTER_RESET		0x52	/* pulse 1, 0 */
#define QHY_DDR_LEVEL_LEN		3
#define QHY_DDR_LEVEL_UNIT		2048	/* bytes */

/* Level 1 commands: 16 bytes, the first names the command [doc][src] */
#define QHY_CMD_LEN			16
#define QHY_CMD_MODE			0xa0
#define QHY_CMD_ROI			0xa2
#define QHY_CMD_EXPOSURE		0xa3
#define QHY_CMD_GAIN			0xa4
#define QHY_CMD_TRAFFIC			0xa5
#define QHY_CMD_CAPTURE			0xa6
#define QHY_CMD_DEPTH			0xa7
#define QHY_CMD_OFFSET			0xa8
#define QHY_CMD_DDR			0xa9
#define QHY_CMD_COOLER			0xaf
/* Tier 2: only with the module parameter unconfirmed */
#define QHY_CMD_WHEEL			0xaa
#define QHY_CMD_ANTI_RBI		0xab	/* [A15] */
#define QHY_CMD_TRIGGER			0xac	/* [A8] */
#define QHY_CMD_BURST			0xad	/* [A9] */
#define QHY_CMD_GPIO			0xae	/* [A14] */

#define QHY_CAPTURE_START		0x00	/* value of QHY_CMD_CAPTURE */
#define QHY_DDR_ON			0xff	/* value of QHY_CMD_DDR */
#define QHY_GAIN_DIGITAL_UNITY		8	/* digital gain x1 [A2] */

/* Stream mode; only while idle. Makes all the others but A6 undefined. */
struct qhy_cmd_mode {
	u8 cmd;
	u8 single;		/* 0 stream, 1 single frame */
	__be16 x_binning;
	__be16 y_binning;
	u8 readout_mode;
	u8 zero[9];
} __packed;

/* Window, pixels of the whole active area */
struct qhy_cmd_roi {
	u8 cmd;
	u8 zero;
	__be16 width;
	__be16 left;
	__be16 height;
	__be16 top;
	u8 zero2[6];
} __packed;

struct qhy_cmd_exposure {
	u8 cmd;
	__be32 microseconds;
	u8 zero[11];
} __packed;

struct qhy_cmd_gain {
	u8 cmd;
	struct {
		__be16 analogue;
		__be16 digital;
	} __packed rgb[3];
	u8 zero[3];
} __packed;

struct qhy_cmd_offset {
	u8 cmd;
	__be16 rgb[3];
	u8 zero[9];
} __packed;

/* Traffic, capture, depth (0: 8 bit, 1: 16 bit), DDR: one value */
struct qhy_cmd_byte {
	u8 cmd;
	u8 value;
	u8 zero[14];
} __packed;

struct qhy_cmd_cooler {
	u8 cmd;
	u8 automatic;
	u8 pwm;			/* ignored in automatic */
	u8 unit;		/* 0: 0.1 C */
	__be16 target;		/* signed */
	u8 zero[10];
} __packed;

struct qhy_cmd_wheel {
	u8 cmd;
	u8 length;
	char text[14];
} __packed;

struct qhy_cmd_anti_rbi {
	u8 cmd;
	u8 enable;
	__be16 value;
	u8 zero[12];
} __packed;

#define QHY_TRIGGER_GPIO2		0	/* source of the trigger [A8] */

struct qhy_cmd_trigger {
	u8 cmd;
	u8 enable;
	u8 input_mode;		/* 0 off, 1 rising, 2 falling edge */
	u8 zero;
	__be16 filter;		/* us */
	u8 source;		/* 0: GPIO2 */
	u8 output_mode;		/* 0 off, 1 on */
	u8 zero2[8];
} __packed;

struct qhy_cmd_burst {
	u8 cmd;
	u8 enable;
	__be16 start;
	__be16 end;
	u8 zero[10];
} __packed;

struct qhy_cmd_gpio {
	u8 cmd;
	u8 mode;
	u8 outputs;		/* bit 0 = GPIO1 .. bit 3 = GPIO4 */
	u8 zero[13];
} __packed;

/* QHY_REQ_LED_PULSE */
struct qhy_wire_led {
	u8 zero[4];
	__be32 position;
} __packed;

struct qhy_wire_temperature {
	u8 negative;		/* 0, 1 */
	__be16 tenths;		/* 0.1 C, without sign */
	u8 pwm;
} __packed;

struct qhy_wire_date {
	u8 year;		/* since 2000 */
	u8 month;
	u8 day;
} __packed;

/* Answer to QHY_REQ_STATUS [doc][src] */
struct qhy_wire_status {
	u8 readout_mhz;
	__be32 remaining;	/* us */
	__be32 exposure;	/* us */
	struct qhy_wire_date firmware;
	u8 temp_sensor;
	__be16 temperature;	/* signed, 0.1 C */
	__be16 target;		/* signed, 0.1 C */
	u8 pwm;
	u8 automatic;
	u8 ddr_level[3];	/* QHY_DDR_LEVEL_UNIT */
	u8 reserved[6];
	__be16 width;
	__be16 height;
	u8 depth16;
	u8 usb_speed;		/* 2 high, 3 super */
	u8 power;
	u8 reserved2[3];
	char wheel[8];		/* filter wheel's answer, padded with 0 */
	u8 sub_model;		/* 0 standard, 1 Lite, 2 Pro [A23] */
	u8 colour;		/* 1 colour, 0 mono */
	char serial[16];	/* ASCII, padded with 0 */
} __packed;

/* Answer to QHY_REQ_TIMING [src]; units [A5] */
struct qhy_wire_timing {
	u8 reserved[4];
	__be16 hmax;
	u8 reserved2[2];
	__be16 traffic;
	__be16 line_period;	/* 10 ns, traffic included */
	u8 reserved3;
	u8 long_exposure;
	__be32 exposure;	/* us */
	__be32 actual_exposure;	/* us */
	__be32 frame_period;	/* us */
	u8 reserved4[31];
	__be16 humidity;	/* raw [A7] */
	__be16 humidity_temp;	/* raw [A7] */
	u8 reserved5[3];
} __packed;

/* Status byte power [A6] */
#define QHY_POWER_CODE			0x7f
#define QHY_POWER_INITIALISING		0
#define QHY_POWER_GOOD			1
#define QHY_POWER_CHECK_ERROR		2
#define QHY_POWER_LOW_INDIRECT		3
#define QHY_POWER_GOOD_MANAGED		8
#define QHY_POWER_LOW_MANAGED		9
#define QHY_POWER_PROTECTION		0x80	/* undervoltage remembered */

static_assert(sizeof(struct qhy_cmd_mode) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_roi) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_exposure) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_gain) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_offset) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_byte) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_cooler) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_wheel) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_anti_rbi) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_trigger) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_burst) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_cmd_gpio) == QHY_CMD_LEN);
static_assert(sizeof(struct qhy_wire_temperature) == 4);
static_assert(sizeof(struct qhy_wire_status) == 64);
static_assert(sizeof(struct qhy_wire_timing) == 64);

#endif /* _QHY_PROTO_H */
