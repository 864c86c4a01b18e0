/** Searched for in everything that a story writes. */
export const SECRETS = {
  redis: 'marker-redis-secret',
  github: 'marker-github-secret',
  notify: 'marker-notify-secret',
  notifyPath: 'marker-notify-path',
} as const;
