import type { MiddlewareHandler } from 'hono';
import type { secureHeaders } from 'hono/secure-headers';

/** For each answer: it is no page that may load or frame anything. A header that a route sets itself stays. */
export const SECURITY_HEADERS: Parameters<typeof secureHeaders>[0] = {
  overwrite: false,
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: 'max-age=31536000',
  xContentTypeOptions: 'nosniff',
  xFrameOptions: 'DENY',
  // Of no use to an API that serves JSON.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** Answers are not stored, unless a route sets `Cache-Control` itself. */
export const noStore: MiddlewareHandler = async (context, next) => {
  await next();
  if (!context.res.headers.has('cache-control')) context.header('Cache-Control', 'no-store');
};
