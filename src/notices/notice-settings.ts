import { InputRefused } from '../core/input-refused.ts';
import { type NotifyConfig, type NotifyInputs, readNotifyConfig } from './notify-config.ts';

/** Who is told of jobs, and where the links of a notice lead. Read by each run anew, and never stored. */
export interface NoticeSettings {
  config: NotifyConfig;
  /** Address of the status page; null if it is not known. */
  pageUrl: string | null;
  /** What stands before the id of a run in its address; null outside of GitHub. */
  runsUrl: string | null;
}

/** Nobody is told anything. */
export const NO_NOTICES: NoticeSettings = { config: readNotifyConfig({}), pageUrl: null, runsUrl: null };

/**
 * The settings of a run.
 *
 * @param runUrl the address of this run.
 * @throws {InputRefused} with one sentence that names the input or the variable.
 */
export function readNoticeSettings(
  inputs: NotifyInputs,
  env: NodeJS.ProcessEnv,
  runUrl: string,
): NoticeSettings {
  const runsUrl = runUrl.slice(0, runUrl.lastIndexOf('/') + 1);
  return { config: readNotifyConfig(inputs), pageUrl: pageUrlFrom(env), runsUrl };
}

/** The variables of the HTTP API and of `notify-test`, by the input that each stands for. */
const VARIABLES = {
  'notify-url': 'FILL_CACHE_NOTIFY_URL',
  'notify-secret': 'FILL_CACHE_NOTIFY_SECRET',
  'notify-on': 'FILL_CACHE_NOTIFY_ON',
  'heartbeat-url': 'FILL_CACHE_HEARTBEAT_URL',
} as const;

/** @throws {InputRefused} with one sentence that names the variable. */
export function notifyConfigFromEnvironment(env: NodeJS.ProcessEnv): NotifyConfig {
  try {
    return readNotifyConfig({
      notifyUrl: env[VARIABLES['notify-url']],
      notifySecret: env[VARIABLES['notify-secret']],
      notifyOn: env[VARIABLES['notify-on']],
      heartbeatUrl: env[VARIABLES['heartbeat-url']],
    });
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    const named = error.message.replace(
      /^(notify-url|notify-secret|notify-on|heartbeat-url)(?= )/,
      (input) => (isInput(input) ? VARIABLES[input] : input),
    );
    throw new InputRefused(named, { cause: error });
  }
}

/**
 * The address of the status page: `FILL_CACHE_PAGE_URL`, else that of the deployment on Vercel; null without both.
 *
 * @throws {InputRefused} if it is no web address.
 */
export function pageUrlFrom(env: NodeJS.ProcessEnv): string | null {
  const { FILL_CACHE_PAGE_URL = '', VERCEL_PROJECT_PRODUCTION_URL = '' } = env;
  const given = FILL_CACHE_PAGE_URL.trim();
  if (given === '') {
    return VERCEL_PROJECT_PRODUCTION_URL === '' ? null : `https://${VERCEL_PROJECT_PRODUCTION_URL}/`;
  }
  const { protocol, username, password, origin, pathname } = URL.parse(given) ?? {};
  if (/^https?:$/.test(protocol ?? '') && username === '' && password === '') return `${origin}${pathname}`;
  throw new InputRefused(
    'FILL_CACHE_PAGE_URL is not usable: it must be an http(s) address without a user name or a password.',
  );
}

function isInput(text: string): text is keyof typeof VARIABLES {
  return text in VARIABLES;
}
