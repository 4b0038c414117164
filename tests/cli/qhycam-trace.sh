#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# qhycam trace from the outside: exit codes, errors, options; a recording that is
# cut, one without a camera, and several at once.
. "$QHY_REPO/tests/lib/qhycam.sh"

# pcap LINK: the head of a file with packets of this type
pcap()
{
	printf '\xd4\xc3\xb2\xa1\x02\x00\x04\x00\0\0\0\0\0\0\0\0\x00\x00\x04\x00'
	# shellcheck disable=SC2059 # the escape is made here
	printf "\\x$(printf %02x "$1")\\0\\0\\0"
}

# request SETUP LENGTH DATA: a request out of a recording, in usbmon's text
request()
{
	echo "e$((++id)) $((id * 1000)) S Co:2:005:0 s $1 $2 = $3"
	echo "e$id $((id * 1000 + 200)) C Co:2:005:0 0 $2 >"
}

id=0
{
	echo "e1 1000 S Ci:2:005:0 s 80 06 0100 0000 0012 18 <"
	echo "e1 1100 C Ci:2:005:0 0 18 = 12010003 00000009 181669c2 00000102 0001"
	request "40 d1 0000 0000 0010" 16 "a3000003 e8000000 00000000 00000000"
	echo "e9 9000 S Ci:2:005:0 s c0 d2 0000 0000 0040 64 <"
	echo "e9 9300 C Ci:2:005:0 0 64 = 48000000 00000003 e8170411 00000000 00000000 00000000 00000000 00000000"
} > good.txt
cp good.txt bad.txt
request "40 d1 0000 0000 0010" 16 "a4001400 08001900 08001400 08000000" >> bad.txt
request "40 b9 0001 0039 0001" 1 "00" >> bad.txt
sed 's/181669c2/34127856/' good.txt > other.txt
pcap 220 > empty.pcap
{
	pcap 220
	printf '\0\0\0\0\0\0\0\0\x40\0\0\0\x40\0\0\0half'
} > cut.pcap
pcap 1 > ethernet.pcap
echo "no capture" > words.txt

qhycam trace good.txt
want_status 0
want_err ""
want_out_has '^good.txt: usbmon text'
want_out_has 'device 2.5 is 1618:c269, QHY268 '
want_out_has 'out d1/a3 exposure exposure=1000us'
want_out_has 'in  d2    status .*\(32 of 64 bytes recorded\)'
want_out_has 'of 1 requests only a part of the data is in the recording'
qhycam trace --json good.txt
want_status 0
is "JSON" "$(jq -r .type "$T/out" | tr '\n' ' ')" "file request camera request request summary "
qhycam trace --all good.txt
want_status 0
qhycam trace -d 2.5 good.txt
want_status 0
qhycam trace good.txt other.txt
want_status 0
is "two files" "$(grep -c ': usbmon text$' "$T/out")" 2

qhycam trace --check good.txt
want_status 0
want_out_has 'A1   confirmed '
want_out_has '1 confirmed, 0 contradicted, 23 not seen$'
qhycam trace --check good.txt bad.txt
want_status 22 "two contradictions"
want_out_has 'A2   contradicted .*'$'\n''     against: bad.txt #7: gain 20 25 20, digital 8 8 8'
want_out_has 'A9   contradicted .*'$'\n''     against: bad.txt #9: register 0x39 is written'
want_out_has '     change: qhy-burst.c'
qhycam trace --check --json bad.txt
want_status 22 "the same as JSON"
is "all of them" "$(jq -r .number "$T/out" | tr '\n' ' ')" "$(seq -s ' ' 24) "
is "contradicted" "$(jq -r 'select(.verdict == "contradicted") | .number' "$T/out" | tr '\n' ' ')" "2 9 "
is "with their packets" "$(jq -c 'select(.number == 9) | .contradictions[] | [.file, .packet]' "$T/out")" \
	'["bad.txt",9]'

# absent: names in what is to be changed that the driver does not have
absent()
{
	local driver=$QHY_REPO/drivers/media/usb/qhyccd name

	jq -r .change "$T/out" | grep -oE '\b(qhy|QHY)[-_][A-Za-z0-9_.-]*[a-zA-Z0-9]' |
		while read -r name; do
			[[ -e $driver/$name ]] || grep -rqF "$name" "$driver" || echo "$name"
		done
}

is "what is to be changed is there" "$(absent)" ""

refused 2 'FILE is missing' trace
refused 2 'FILE is missing' trace --check
refused 2 '--maker is for --check' trace --maker good.txt
refused 2 '--all is for the listing' trace --all --json good.txt
refused 2 '--all is for the listing' trace --all --check good.txt
refused 2 '--device 2: write BUS.DEVICE, like 2.5' trace --device 2 good.txt
refused 2 '--device needs a value' trace good.txt --device
refused 2 'did you mean --maker' trace --makr good.txt
refused 2 "did you mean 'trace'" trcae
refused 1 'nowhere: No such file' trace nowhere
refused 1 '\.: not a regular file' trace .
refused 1 'words.txt: no capture of USB: neither' trace words.txt
refused 1 'ethernet.pcap: a capture, but of link type 1:' trace ethernet.pcap
if ((EUID != 0)); then
	install -m 0 /dev/null secret
	refused 6 'secret: Permission denied' trace secret
	rm -f secret
fi
qhycam trace other.txt
want_status 4
want_err_has '^qhycam trace: no camera in the recording; --device'
qhycam trace empty.pcap
want_status 4
qhycam trace -d 3.5 good.txt
want_status 4
want_err_has '^qhycam trace: no such device in the recording$'
qhycam trace cut.pcap
want_status 3
want_err_has '^qhycam trace: cut.pcap: ends behind packet 0: truncated'
qhycam trace cut.pcap good.txt
want_status 3 "one is cut, the other is listed"
want_out_has 'exposure=1000us'
run bash -c "$QHYCAM trace good.txt > /dev/full"
want_status 1 "output to a full disk"
done_testing
