#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# expect: fail no plan and no results
true
