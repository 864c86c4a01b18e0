import { expect, test } from 'vitest';
import { nightOf } from '../../src/core/night.ts';

test.each([
  ['the nightly job', '2026-11-24T22:23:00Z', '2026-11-24'],
  ['a late job before midnight', '2026-11-25T02:53:00Z', '2026-11-24'],
  ['a late job after midnight', '2026-11-25T05:53:00Z', '2026-11-24'],
  ['a retry before the exchanges open', '2026-11-25T14:29:59Z', '2026-11-24'],
  ['a job while they are open', '2026-11-25T14:30:00Z', '2026-11-25'],
  ['a morning of summer', '2026-07-01T13:29:59Z', '2026-06-30'],
  ['and later in it', '2026-07-01T13:30:00Z', '2026-07-01'],
])('%s belongs to a night', (_, instant, night) => {
  expect(nightOf(Date.parse(instant))).toBe(night);
});
