import { createHash } from 'node:crypto';

/**
 * The ETag of a status. Its first part is of what `lookAtJob` reads, and spares the reading of the facts; the second is
 * of all that is shown but for the clock, and tells after a whole reading whether that was needed.
 */
export interface StatusTag {
  look: string;
  content: string;
  /** When all was read; milliseconds since 1970, in whole seconds. */
  readAt: number;
  /** When a poll was last noted; null if polls of this job are not noted. */
  notedAt: number | null;
}

/**
 * After so long all is read again, for the two changes that a look at a job with a lease does not show: a run has
 * announced the next one, and a batch was written a second time with other failures.
 */
const LOOKS_MILLISECONDS = 60_000;

const TAG = /W\/"([\w-]{16})\.([\w-]{22})\.([0-9a-z]{1,8})\.([0-9a-z]{0,8})"/;

/** @param look null if the job cannot be looked at. @param now milliseconds since 1970. */
export function isCurrent(tag: StatusTag, look: string | null, now: number): boolean {
  return look !== null && tag.look === lookDigest(look) && Math.abs(now - tag.readAt) < LOOKS_MILLISECONDS;
}

/** The first tag of a status in `If-None-Match`; null if there is none. */
export function parseTag(header: string | null): StatusTag | null {
  const [, look, content, readAt, notedAt] = TAG.exec(header ?? '') ?? [];
  if (!look || !content || !readAt) return null;
  return { look, content, readAt: parseTime(readAt), notedAt: notedAt ? parseTime(notedAt) : null };
}

export function formatTag({ look, content, readAt, notedAt }: StatusTag): string {
  return `W/"${look}.${content}.${formatTime(readAt)}.${notedAt === null ? '' : formatTime(notedAt)}"`;
}

export function lookDigest(look: string | null): string {
  return digest(look).slice(0, 16);
}

/** @param shown without what changes by the clock alone */
export function contentDigest(shown: unknown): string {
  return digest(shown).slice(0, 22);
}

function formatTime(milliseconds: number): string {
  return Math.floor(milliseconds / 1_000).toString(36);
}

function parseTime(seconds: string): number {
  return Number.parseInt(seconds, 36) * 1_000;
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
