import { messageId, type Notice, type NoticeEvent } from './notice.ts';
import { noticeText } from './notice-text.ts';

const GREEN = 0x2e_a0_43;
const RED = 0xd1_24_2f;
const AMBER = 0xbf_87_00;
const BLUE = 0x09_69_da;
const COLORS: Readonly<Record<NoticeEvent | 'test', number>> = {
  completed: GREEN,
  failed: RED,
  stalled: AMBER,
  late: AMBER,
  test: BLUE,
};

/** The body for a webhook of Discord: one embed, which mentions nobody. */
export function discordMessage(notice: Notice): object {
  const { title, facts, reasons, links } = noticeText(notice);
  const description = [
    ...facts.map(({ name, value }) => `**${name}:** ${escaped(value)}`),
    ...reasons.map((reason) => `• ${escaped(reason)}`),
    links.map(({ label, url }) => `[${label}](${url})`).join(' · '),
  ].filter((line) => line !== '');
  return {
    embeds: [
      {
        title: escaped(title),
        description: description.join('\n'),
        color: COLORS[notice.event],
        timestamp: notice.at,
        footer: { text: messageId(notice) },
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

/** All that Discord's Markdown could read in the middle of a line, and the colon that makes a bare address a link. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*_~`|<>[\]()#@]|:(?=\/)/g, (character) => `\\${character}`);
}
