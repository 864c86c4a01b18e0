// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions for GitHub.
import { expect, test } from 'vitest';
import { ExpressionRefused, interpolate, isMet } from '../../../src/local/github/expression.ts';

const contexts = {
  github: { event: { client_payload: { jobId: 'batch_job_1', lane: 2 } }, run_id: '7' },
  inputs: { 'job-id': '', count: 0, wanted: true },
};

test.each([
  ['no expression', 'plain text', 'plain text'],
  ['an expression amid text', 'job ${{ github.event.client_payload.jobId }}!', 'job batch_job_1!'],
  ['a number', '${{ github.event.client_payload.lane }}', '2'],
  ['a boolean', '${{ inputs.wanted }}', 'true'],
  ['something that is not there', '[${{ github.event.client_payload.hop }}]', '[]'],
  ['something below what is not there', '[${{ github.event.release.tag.name }}]', '[]'],
  ['a name with a dash', '${{ inputs.job-id || github.run_id }}', '7'],
  ['two expressions', '${{ github.run_id }}-${{ github.run_id }}', '7-7'],
  ['braces in a string', "${{ format('{{{0}}}', 'it''s }} here') }}", "{it's }} here}"],
])('%s is interpolated', (_, template, text) => {
  expect(interpolate(template, contexts)).toBe(text);
});

test.each([
  ['a context that this place does not have', '${{ secrets.KEY }}', /secrets/],
  ['a syntax error', '${{ 1 == }}', /1 ==/],
  ['an unknown function', '${{ reverse(github.run_id) }}', /reverse/],
])('%s is refused with the expression named', (_, template, message) => {
  expect(() => interpolate(template, contexts)).toThrow(ExpressionRefused);
  expect(() => interpolate(template, contexts)).toThrow(message);
});

test.each([
  ["github.run_id == '7'", false, true],
  ["${{ github.run_id == '8' }}", false, false],
  ['inputs.count', false, false],
  ["github.run_id == '7'", true, false],
  ["always() && github.run_id == '7'", true, true],
  ['failure()', true, true],
  ['failure()', false, false],
])('the condition %s with a failure before it (%s) is met: %s', (condition, hasFailed, met) => {
  expect(isMet(condition, contexts, hasFailed)).toBe(met);
});
