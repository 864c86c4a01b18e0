import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** The part of undici that the toolkit names: it makes a `ProxyAgent` when it is loaded, where there is a proxy. */
const NO_UNDICI = 'export const { fetch } = globalThis; export class ProxyAgent {}';

const TOOLKIT = /[\\/]node_modules[\\/]@actions[\\/](?:core|github)[\\/]/;
/** What the entry of `@actions/github` does for `context`, without its client. */
const CONTEXT = "import { Context } from './context.js'; export const context = new Context();";

/**
 * Leaves out what a run does not use of the toolkit. Its packages do not declare that their modules have no side
 * effects, so that esbuild keeps each import: `@actions/core` alone brings undici (416 KB, 50 ms of each start) for
 * tokens that this action never asks for. And esbuild loads the whole entry of `@actions/github` for each of its
 * exports, so that `context` would bring GitHub's client and undici. That client has undici for a `fetch` of its own,
 * which `github/send-to-github.ts` replaces by Node's: three quarters of its size.
 */
export const unusedActionParts: Plugin = {
  name: 'unused-action-parts',
  setup(build) {
    build.onResolve({ filter: /^(?:\.|@actions\/(?:core|github)$)/ }, async ({ path, ...args }) => {
      const { importer, kind, resolveDir, pluginData } = args;
      if (pluginData === RESOLVING) return undefined;
      if (path.startsWith('.') && !TOOLKIT.test(importer)) return undefined;
      const resolved = await build.resolve(path, { importer, kind, resolveDir, pluginData: RESOLVING });
      if (path !== '@actions/github' || !importer.endsWith('action-context.ts')) {
        return { ...resolved, sideEffects: false };
      }
      return { path, namespace: 'context', pluginData: dirname(resolved.path) };
    });
    build.onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: 'undici' }));
    build.onLoad({ filter: /.*/, namespace: 'undici' }, () => ({ contents: NO_UNDICI }));
    build.onLoad({ filter: /.*/, namespace: 'context' }, ({ pluginData }) => {
      return { contents: CONTEXT, resolveDir: pluginData };
    });
  },
};

const RESOLVING = Symbol('resolving');
