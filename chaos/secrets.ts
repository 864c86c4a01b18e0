/** Searched for in everything that a story writes. */
export const SECRETS = { redis: 'marker-redis-secret', github: 'marker-github-secret' } as const;
