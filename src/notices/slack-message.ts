import type { Notice } from './notice.ts';
import { noticeText } from './notice-text.ts';

/** The body for an incoming webhook of Slack. Nothing that came from outside is markup in it, or mentions anybody. */
export function slackMessage(notice: Notice): object {
  const { title, facts, reasons, links } = noticeText(notice);
  const paragraphs = [
    `*${escaped(title)}*`,
    facts.map(({ name, value }) => `${name}: ${escaped(value)}`).join('\n'),
    reasons.map((reason) => `• ${escaped(reason)}`).join('\n'),
    links.map(({ label, url }) => `<${url.replaceAll('&', '&amp;')}|${label}>`).join(' · '),
  ];
  return {
    // What a phone shows before the message is opened.
    text: escaped(title),
    blocks: paragraphs.filter((text) => text !== '').map(section),
    unfurl_links: false,
    unfurl_media: false,
  };
}

function section(text: string): object {
  // `verbatim`: Slack makes no links and no mentions out of plain text.
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** Slack knows no escape for these: characters that look alike take their place. */
const LOOKALIKES: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ' };

/** An underscore within a word, as in a job id, is no markup, and stays. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? '')
    .replaceAll(/[*~`]/g, (character) => LOOKALIKES[character] ?? '')
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ');
}
