#!/usr/bin/env node
// CommonJS, as the check must run on any Node: only Node 24 reads the TypeScript of the program.
require('./require-node-24.cjs');
void import('../src/cli.ts');
