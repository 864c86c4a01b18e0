#!/usr/bin/env node
require('./cli.cjs');
