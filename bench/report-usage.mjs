import { writeFileSync } from 'node:fs';

// Loaded into a subject by --import: writes what its process used when it ends.
process.once('exit', () => {
  const { user, system } = process.cpuUsage();
  const main = process.threadCpuUsage();
  writeFileSync(
    process.env.BENCH_USAGE,
    JSON.stringify({
      cpuMilliseconds: (user + system) / 1_000,
      mainThreadMilliseconds: (main.user + main.system) / 1_000,
      peakMegabytes: process.resourceUsage().maxRSS / 1_024,
    }),
  );
});
