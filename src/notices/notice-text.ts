import { formatDuration } from '../core/format-duration.ts';
import { oneLine } from '../core/one-line.ts';
import { withCount } from '../core/with-count.ts';
import type { JobNotice, Notice } from './notice.ts';

/** A notice in words. All of it is plain text: whoever shows it escapes it for the place where it is shown. */
export interface NoticeText {
  title: string;
  facts: { name: string; value: string }[];
  /** The most frequent reasons for which tickers failed. */
  reasons: string[];
  links: { label: string; url: string }[];
}

export function noticeText(notice: Notice): NoticeText {
  if (notice.event === 'test') {
    return {
      title: '🔔 Test of the fill-cache notices: this address works',
      facts: [],
      reasons: [],
      links: [],
    };
  }
  const { jobId, seconds, reason, reasons, retryOf, counts, source } = notice;
  const facts = [
    { name: 'Why', value: reason },
    { name: 'Duration', value: seconds === null ? null : formatDuration(seconds) },
    { name: 'Late', value: counts.late && notice.event !== 'late' ? withCount(counts.late, 'ticker') : null },
    { name: 'Source', value: source === 'simulated' ? 'SIMULATED, not real prices' : null },
    { name: 'Job', value: clip(jobId, ID_CHARACTERS) },
    { name: 'Retry of', value: retryOf && clip(retryOf, ID_CHARACTERS) },
  ];
  return {
    title: title(notice),
    facts: facts.flatMap(({ name, value }) => (value ? [{ name, value: oneLine(value) }] : [])),
    reasons: reasons.map(({ code, error, count }) => `${count} × ${code}: ${clip(error, REASON_CHARACTERS)}`),
    links: [
      { label: 'Status page', url: webLink(notice.links.page) },
      { label: 'Run on GitHub', url: webLink(notice.links.run) },
    ].flatMap(({ label, url }) => (url ? [{ label, url }] : [])),
  };
}

/** A link over HTTP, without the characters that end a link in Slack or Discord; null for anything else. */
export function webLink(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const { protocol, origin, pathname, search, hash } = new URL(text);
  const path = (pathname + search + hash).replaceAll(/[()|<>[\]\\`]/g, percentEncoded);
  if (!/^https?:$/.test(protocol) || origin.length + path.length > LINK_CHARACTERS) return null;
  return origin + path;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

// Escaped for Slack a character may become five. With these limits no section reaches Slack's 3,000 characters, and no
// title Discord's 256 (docs.slack.dev, text object; discord.com/developers, embed limits).
const TITLE_CHARACTERS = 60;
const ID_CHARACTERS = 60;
const REASON_CHARACTERS = 100;
const LINK_CHARACTERS = 500;

const ICONS = { completed: '✅', failed: '❌', stalled: '⚠️', late: '🕒' } as const;

function title(notice: JobNotice): string {
  const what = clip(notice.title, TITLE_CHARACTERS);
  const session = notice.session === null ? '' : ` for ${clip(notice.session, 'YYYY-MM-DD'.length)}`;
  const market = notice.source === 'simulated' ? 'SIMULATED ' : '';
  return `${ICONS[notice.event]} ${market}${what}${session} ${outcome(notice)}`;
}

function outcome({ event, counts: { total, successful, failed, late } }: JobNotice): string {
  if (event === 'late') return `late: ${late} of ${withCount(total, 'ticker')}`;
  if (event === 'stalled')
    return `stalled: ${successful + failed} of ${withCount(total, 'ticker')} processed`;
  return `${event}: ${successful} of ${withCount(total, 'ticker')} successful, ${failed} failed`;
}

function clip(text: string, characters: number): string {
  const line = oneLine(text);
  if (line.length <= characters) return line;
  return `${line.slice(0, characters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
