export type { Flags } from '../cli/commands/local.ts';
