import type { Option } from 'commander';
import { choiceFlag } from './flag.ts';

const UNIVERSES = ['sp500', 'all'] as const;

/** A list that is known by its name. */
export function universeFlag(): Option {
  return choiceFlag(
    'universe',
    'Of which list. Without it: that of the last nightly job, else of the newest job of either.',
    UNIVERSES,
  );
}
