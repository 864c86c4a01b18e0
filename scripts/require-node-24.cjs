// CommonJS and plain syntax: this must run, and be understood, on any Node.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    'fill-cache needs Node 24 or newer, this is ' +
      process.version +
      '. On Linux `npm ci` brings it along (without --omit=optional); elsewhere install it, for example with `nvm install`.',
  );
  process.exit(1);
}
