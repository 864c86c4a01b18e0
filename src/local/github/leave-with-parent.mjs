// Loaded into each step before its own code. A step is in another process group, so a stand-in that is killed
// would leave it behind, at work on a job that the next start takes up too. The kernel closes the pipe between them,
// however the stand-in ends. Unwatched by the event loop, so that a step that is done still ends by itself.
process.stdin.on('end', () => process.exit(1));
process.stdin.on('error', () => process.exit(1));
process.stdin.resume();
process.stdin.unref();
