import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface ConfirmProps {
  title: string;
  /** On the button that does it. */
  action: string;
  onConfirm(): void;
  onClose(): void;
  children: ComponentChildren;
}

/** Asks before something is lost. The browser keeps the focus in it, and gives it back. */
export function ConfirmDialog({ title, action, onConfirm, onClose, children }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  const confirm = () => {
    close();
    onConfirm();
  };
  return html`
    <dialog ref=${dialog} aria-labelledby="confirm-title" onClose=${onClose}>
      <h2 id="confirm-title">${title}</h2>
      ${children}
      <div class="row">
        <button type="button" autofocus onClick=${close}>Keep it as it is</button>
        <button type="button" class="danger" onClick=${confirm}>${action}</button>
      </div>
    </dialog>
  `;
}
