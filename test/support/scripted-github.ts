import type { ChainEvent } from '../../src/github/chain-event.ts';
import type { EventSender } from '../../src/github/create-github.ts';
import { GitHubRefused, GitHubUnreachable } from '../../src/github/github-error.ts';

export interface ScriptedGitHub extends EventSender {
  /** Every event that was fired, the refused ones too. */
  readonly events: ChainEvent[];
}

/** A GitHub that takes each event, or answers with these errors, one after the other. */
export function createScriptedGitHub(errors: readonly Error[] = []): ScriptedGitHub {
  const events: ChainEvent[] = [];
  return {
    events,
    async dispatch(event) {
      events.push(event);
      const error = errors[events.length - 1];
      if (error) throw error;
    },
  };
}

export const missingPermission = new GitHubRefused('The token may not send events', 403, null, undefined);
export const gatewayTimeout = new GitHubUnreachable('GitHub did not take the event (HTTP 504)');
