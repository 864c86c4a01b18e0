import { expect, test } from 'vitest';
import { auditLogs } from '../../chaos/audit-logs.ts';

test.each([
  'Error: Redis refused a command: ERR failed to parse the request: a JSON array of commands is expected.',
  "Error: Redis refused a command: ERR unknown command 'HSTE'",
  "TypeError: Cannot read properties of undefined (reading 'size')",
])('a run that breaks off by itself is wrong, once for all that say so: %s', (line) => {
  expect(auditLogs(['Plan', `Fetch\n${line}`, line])).toEqual([`a run says: ${line}`]);
});

test('a run that a fault has ended is not', () => {
  const ended = 'Error: Redis cannot be reached at http://127.0.0.1:1: fetch failed';
  const refused = 'Error: Redis refused a command: ERR max requests limit exceeded. Limit: 500000';
  expect(auditLogs([ended, refused])).toEqual([]);
});
