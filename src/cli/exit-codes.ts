/** As `--help` lists them; the last is what shells use for a program that SIGINT ended. */
export const EXIT_CODES = { done: 0, failed: 1, usage: 2, notReachable: 4, interrupted: 130 } as const;
