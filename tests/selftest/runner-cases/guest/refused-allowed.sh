#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: pass
# needs: camera=268m,pace=fast limit=60s refused=1
. "$QHY_REPO/tests/selftest/runner-cases/guest/refused.sh"
