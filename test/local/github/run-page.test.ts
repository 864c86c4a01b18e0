import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { renderMarkdown } from '../../../src/github/summary-html.ts';
import { createRunHistory, type KeptRun, MAX_KEPT_RUNS } from '../../../src/local/github/run-history.ts';
import { renderRun, renderRuns } from '../../../src/local/github/run-page.ts';
import { dispatch, startStandIn } from './repository-fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fill-cache-history-'));
  return () => rm(folder, { recursive: true });
});

const aKeptRun = (given: Partial<KeptRun> = {}): KeptRun => ({
  id: 1,
  title: 'New job',
  state: { status: 'completed', conclusion: 'success' },
  summary: '### batch_job_1',
  log: [{ level: 'plain', text: 'hello' }],
  ...given,
});

const WORKFLOW = `
on: { repository_dispatch: { types: [go] } }
jobs: { fill: { runs-on: local, steps: [{ uses: ./, with: { say: hello } }] } }
`;

test('the page of a run shows its summary and its log, and still does after a restart', async () => {
  const first = await startStandIn(WORKFLOW, { historyFolder: folder });
  await dispatch(first, null);
  await first.idle();
  const path = `/local/fixture/actions/runs/${first.runs()[0]?.id}`;
  const page = await (await fetch(first.url + path)).text();
  expect(page).toMatch(/<h1>hello<\/h1>[\s\S]*<pre>.*hello/);
  await first.close();
  const second = await startStandIn(WORKFLOW, { historyFolder: folder });
  expect(await (await fetch(second.url + path)).text()).toBe(page);
  expect(await (await fetch(second.url)).text()).toContain(`href="${path}"`);
});

test(`the latest ${MAX_KEPT_RUNS} runs are kept`, () => {
  const history = createRunHistory(folder);
  for (let id = 1; id <= MAX_KEPT_RUNS + 5; id++) history.keep(aKeptRun({ id }));
  expect(history.list().map(({ id }) => id)).toEqual(
    Array.from({ length: MAX_KEPT_RUNS }, (_, at) => MAX_KEPT_RUNS + 5 - at),
  );
  expect(readdirSync(folder)).toHaveLength(MAX_KEPT_RUNS);
});

test.each(['', '{"id":', '{"id":7}', '[]'])(
  'a kept run that is damaged, %j, costs its page alone',
  (text) => {
    const history = createRunHistory(folder);
    history.keep(aKeptRun());
    writeFileSync(join(folder, '7.json'), text);
    expect([history.read(7), history.list().map(({ id }) => id)]).toEqual([null, [1]]);
  },
);

test('a folder that cannot be written costs the pages alone', () => {
  writeFileSync(join(folder, 'file'), '');
  const history = createRunHistory(join(folder, 'file'));
  history.keep(aKeptRun());
  expect([history.read(1), history.list()]).toEqual([null, []]);
});

test.each([
  ['a heading', '### batch_job_1', '<h3>batch_job_1</h3>'],
  ['a quote', '> It failed.', '<blockquote><p>It failed.</p></blockquote>'],
  [
    'a table',
    '| | |\n|---|---|\n| State | **running** |',
    '<table><tr><td>State</td><td><strong>running</strong></td></tr></table>',
  ],
  ['a list', '- a\n- `b`', '<ul><li>a</li><li><code>b</code></li></ul>'],
  ['an entity', 'a &#38; b', '<p>a &#38; b</p>'],
  ['a link', '[run](https://github.com/a)', '<p><a href="https://github.com/a">run</a></p>'],
  ['a link that is code', '[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'],
  ['HTML', '<script>alert("1")</script>', '<p>&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;</p>'],
])('%s is rendered', (_, markdown, html) => {
  expect(renderMarkdown(markdown).trim()).toBe(html);
});

test('nothing of a run is HTML of its own', () => {
  const evil = '<img src=x onerror=alert(1)>';
  const run = aKeptRun({ title: evil, summary: evil, log: [{ level: 'error', text: evil }] });
  expect(renderRun(run) + renderRuns([run], 'local/fixture')).not.toContain('<img');
});
