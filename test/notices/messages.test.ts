import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { discordMessage } from '../../src/notices/discord-message.ts';
import type { JobNotice, Notice } from '../../src/notices/notice.ts';
import { slackMessage } from '../../src/notices/slack-message.ts';
import { webhookMessage } from '../../src/notices/webhook-message.ts';
import { aNotice } from './a-notice.ts';

const FORMS = { slack: slackMessage, discord: discordMessage, webhook: webhookMessage };
const forms = Object.entries(FORMS);

const NOTICES: Readonly<Record<string, Notice>> = {
  completed: aNotice('completed'),
  failed: aNotice('failed', { reason: 'More than 20 % of the tickers failed.', retryOf: 'batch_job_12344' }),
  stalled: aNotice('stalled', {
    counts: { total: 5_000, successful: 1_200, failed: 50, late: 0 },
    reason: 'No run since 21:40 UTC.',
    links: { page: null, run: null },
  }),
  late: aNotice('late', { counts: { total: 503, successful: 503, failed: 0, late: 1 }, reasons: [] }),
  simulated: aNotice('completed', { source: 'simulated', session: null, seconds: null }),
  test: { event: 'test', at: '2026-11-24T22:05:00.000Z' },
};

describe.each(forms)('in the form of %s', (form, message) => {
  test.each(Object.entries(NOTICES))('a notice looks as it is meant to: %s', async (name, notice) => {
    const json = `${JSON.stringify(message(notice), null, 2)}\n`;
    await expect(json).toMatchFileSnapshot(`golden/${form}-${name}.txt`);
  });
});

function hostile(text: string): JobNotice {
  return aNotice('failed', {
    jobId: text,
    title: text,
    session: text,
    reason: text,
    retryOf: text,
    reasons: Array<JobNotice['reasons'][number]>(3).fill({ code: 'not-found', error: text, count: 1 }),
    links: { page: `https://page.example/?${text}`, run: `javascript:${text}` },
  });
}

test('the example in docs/notices.md is a message as it is sent', () => {
  const page = readFileSync('docs/notices.md', 'utf8');
  const [, example = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  expect(JSON.parse(example)).toEqual(NOTICES.failed && webhookMessage(NOTICES.failed));
});

interface SlackBlocks {
  text: string;
  blocks: { text: { text: string; verbatim: boolean } }[];
}
interface DiscordEmbed {
  embeds: [{ title: string; description: string }];
  allowed_mentions: object;
}

test.each(['<!channel>', '<@U123>', '<https://evil.example|click>', '&lt;!here&gt;'])(
  '%s of a foreign text is no markup in Slack',
  (text) => {
    const { text: title, blocks } = slackMessage(hostile(text)) as SlackBlocks;
    const shown = [title, ...blocks.map((block) => block.text.text)].join('\n');
    const ours = /<https:\/\/page\.example\/[^<>|]*\|Status page>/g;
    expect(shown.replaceAll(ours, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    expect(blocks.every((block) => block.text.verbatim)).toBe(true);
  },
);

test.each(['*bold*', '_slanted_', '~struck~', '`code`', '__x__'])(
  '%s of a foreign text stays text in Slack',
  (text) => {
    const { blocks } = slackMessage(hostile(text)) as SlackBlocks;
    expect(
      blocks
        .slice(1, 3)
        .map((block) => block.text.text)
        .join(),
    ).not.toMatch(/[*~`]|\b_|_\b/);
  },
);

test.each([
  '@everyone',
  '<@&1>',
  '[x](https://evil.example)',
  'https://evil.example',
  '**b**',
  '> q',
  '# h',
  '||s||',
  '\\*',
])('%s of a foreign text stays text in Discord', (text) => {
  const { embeds, allowed_mentions } = discordMessage(hostile(text)) as DiscordEmbed;
  const lines = embeds[0].description.split('\n').filter((line) => !line.startsWith('[Status page]('));
  for (const line of [embeds[0].title, ...lines]) {
    const unescaped = line.replace(/^\*\*\w[\w ]*:\*\* /, '').replaceAll(/\\[^\w\s]/g, '');
    expect(unescaped).not.toMatch(/[\\*_~`|<>[\]()#@]|:\//);
  }
  expect(allowed_mentions).toEqual({ parse: [] });
});

test.each(['&', '*', '<', '😀', 'x', '\u202e', '\ud83d', '\n'])(
  'a thousand times %j stays within the limits',
  (character) => {
    const notice = hostile(character.repeat(1_000));
    const { blocks } = slackMessage(notice) as SlackBlocks;
    const { embeds } = discordMessage(notice) as DiscordEmbed;
    const [{ title, description }] = embeds;
    expect(Math.max(...blocks.map((block) => block.text.text.length))).toBeLessThanOrEqual(3_000);
    expect([title.length <= 256, description.length <= 4_096]).toEqual([true, true]);
    expect(forms.map(([, message]) => JSON.stringify(message(notice)).isWellFormed())).toEqual([
      true,
      true,
      true,
    ]);
  },
);

test('only links over HTTP are shown, and nothing in one ends it early', () => {
  const links = { page: 'https://u:p@page.example/a|b)c>d?e=(f)\\', run: 'javascript:alert(1)' };
  const shown = forms.map(([, message]) => JSON.stringify(message(aNotice('completed', { links }))));
  for (const json of shown) {
    expect(json).toContain('https://page.example/a%7Cb%29c%3Ed?e=%28f%29%5C');
    expect(json).not.toMatch(/javascript|u:p/);
  }
});
