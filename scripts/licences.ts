import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const manifestSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });
const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)/i;

/**
 * The licences of the packages that the files of a bundle come from, as one text. Minified code keeps no comments,
 * and most packages have their licence in a file alone; so this travels beside the bundle.
 *
 * @param files paths from `root`; those outside `node_modules` are our own and left out.
 */
export function licenceTexts(root: string, files: readonly string[]): string {
  const folders = new Set(files.flatMap((file) => file.match(PACKAGE_FOLDER) ?? []));
  const texts = [...folders].map((folder) => packageLicence(join(root, folder)));
  const divider = `\n${'-'.repeat(80)}\n\n`;
  return `The files in this folder contain code of these packages.\n${divider}${[...new Set(texts)].sort().join(divider)}`;
}

function packageLicence(folder: string): string {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const texts = readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isFile() && LICENCE_FILE.test(entry.name) ? [entry.name] : []))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  const body = texts.join('\n\n') || 'The package comes without a licence text.';
  return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${body}\n`;
}
