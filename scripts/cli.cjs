// CommonJS, as the check must run on any Node: only Node 24 reads the TypeScript of the program.
require('./require-node-24.cjs');
// Node keeps what it has compiled, by default in the folder for temporary files: later the code loads in half the time.
require('node:module').enableCompileCache();
void import('../src/cli.ts');
