import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { keepToken, token } from './api.ts';

/** Asks for the token; it is kept for this tab alone. */
export function TokenForm() {
  const field = useRef<HTMLInputElement>(null);
  // The form comes again after a wrong token, and goes after the right one: the focus would be nowhere. Before it is seen,
  // so that no key is lost.
  useLayoutEffect(() => {
    field.current?.focus();
    return () => document.getElementById('main')?.focus();
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    keepToken(field.current?.value ?? '');
  };
  const isWrong = token.value !== '';
  return html`
    <form class="panel token" onSubmit=${submit}>
      <h1>${isWrong ? 'The token is not right' : 'A token is needed'}</h1>
      <p role="alert">${isWrong ? 'The API refuses the token that was typed.' : 'The API answers those alone who have its token.'}</p>
      <label for="token">Token (FILL_CACHE_API_TOKEN, or FILL_CACHE_READ_TOKEN to look only)</label>
      <div class="row">
        <input id="token" ref=${field} type="password" autocomplete="off" spellcheck=${false} required />
        <button type="submit" class="primary">Use it</button>
      </div>
      <p class="note">It is kept until this tab is closed, and sent to this address alone.</p>
    </form>
  `;
}
