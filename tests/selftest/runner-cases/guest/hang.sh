#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail time limit
# needs: limit=2s
sleep 100
