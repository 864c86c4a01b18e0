import { installMissingPrograms } from './install-programs.ts';
import { installCommand, isCI } from './programs.ts';

// Before `npm test`: installs what the tests need and npm does not bring. What is still missing costs the tests that
// need it (vitest.config.ts); where CI is set that is an error.
const missing = await installMissingPrograms({
  path: process.env.PATH ?? '',
  isRoot: process.getuid?.() === 0,
  attempts: isCI(process.env) ? 2 : 1,
  log: console.log,
});
if (missing.length > 0 && isCI(process.env)) {
  const names = missing.map(({ name }) => name).join(' and ');
  console.error(`Without ${names} tests are left out, which CI does not allow: ${installCommand(missing)}`);
  process.exitCode = 1;
}
