// Dark, light, or as the system says; remembered between visits.

export type ThemeChoice = 'system' | 'dark' | 'light';
const STORAGE_KEY = 'boxwright.theme';

export class Theme {
  choice = $state<ThemeChoice>('system');
  #systemIsDark = $state(true);
  /** What is shown. */
  readonly shown = $derived(
    this.choice === 'system' ? (this.#systemIsDark ? ('dark' as const) : ('light' as const)) : this.choice,
  );

  constructor() {
    const stored = localStorage.getItem(STORAGE_KEY);
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = dark.matches;
    dark.addEventListener('change', (event) => (this.#systemIsDark = event.matches));
    this.choose(stored === 'dark' || stored === 'light' ? stored : 'system');
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    if (choice === 'system') {
      localStorage.removeItem(STORAGE_KEY);
      delete document.documentElement.dataset['theme'];
    } else {
      localStorage.setItem(STORAGE_KEY, choice);
      document.documentElement.dataset['theme'] = choice;
    }
  }

  toggle(): void {
    this.choose(this.shown === 'dark' ? 'light' : 'dark');
  }
}
