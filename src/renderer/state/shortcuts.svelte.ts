// The keys that do something now, and what they do: one list for the handler and for the help that `?` shows.

export interface Shortcut {
  /** As shown: `J`, `Ctrl K`, `Arrow down`. */
  readonly key: string;
  readonly label: string;
  readonly group: string;
  readonly run: () => void;
}

const NAMED_KEYS: Record<string, string> = {
  ArrowUp: 'Arrow up',
  ArrowDown: 'Arrow down',
  ArrowLeft: 'Arrow left',
  ArrowRight: 'Arrow right',
  Escape: 'Esc',
  ' ': 'Space',
};

/** The name of a pressed key, as a shortcut spells it. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): string {
  const key = NAMED_KEYS[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const shifted = event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key));
  return `${event.ctrlKey || event.metaKey ? 'Ctrl ' : ''}${shifted ? 'Shift ' : ''}${key}`;
}

export class Shortcuts {
  list = $state.raw<readonly Shortcut[]>([]);
  /** The same, untracked: adding shortcuts in an effect must not make that effect depend on the list. */
  #all: readonly Shortcut[] = [];

  /** Adds shortcuts; the returned function takes them away. Later ones win. */
  add(...shortcuts: readonly Shortcut[]): () => void {
    this.#publish([...this.#all, ...shortcuts]);
    return () => this.#publish(this.#all.filter((shortcut) => !shortcuts.includes(shortcut)));
  }

  /** Runs what a key stands for, unless the person is typing or a dialog is open. */
  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey) return;
    const name = keyName(event);
    if ((!name.startsWith('Ctrl ') || name === 'Ctrl A') && needsKey(event.target, name)) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null && !isInDialog(event.target))
      return;
    const shortcut = this.list.findLast(({ key }) => key === name);
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run();
  }

  #publish(shortcuts: readonly Shortcut[]): void {
    this.#all = shortcuts;
    this.list = shortcuts;
  }
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-shortcuts="own"]') !== null;
}

/** Up and down change a range too; but there left and right are enough, and up and down go on to other images and crops. */
const RANGE_KEYS = ['Arrow left', 'Arrow right', 'Home', 'End'];

/** Whether the element does something with the key itself. */
function needsKey(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) {
    if (target.type === 'radio') return name.startsWith('Arrow') || name === 'Space';
    if (target.type === 'checkbox') return name === 'Space';
    if (target.type === 'range') return RANGE_KEYS.includes(name);
    return true;
  }
  if (target.matches('button, a, summary')) return name === 'Enter' || name === 'Space';
  return target.matches('textarea, select, [contenteditable], [role="menuitem"], [role="option"]');
}
