// Keys that work anywhere: the palette, locking, one step back, and, unless turned off, 'g' and a letter, '/', '?'.
import { kept } from '../../shared/state/kept.svelte';
import type { Screen } from '../../shared/state/router.svelte';
import { allScreens } from './screens';

interface Answers {
  palette: () => void;
  list: () => void;
  go: (screen: Screen) => void;
  back: () => void;
  lock: () => void;
}

/** How long 'g' waits for its letter. */
const WAIT = 1500;

function types(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio')
  );
}

export class Keys {
  #answers: Answers;
  #since = 0;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  pressed(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === 'k') {
      event.preventDefault();
      this.#answers.palette();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === 'l') {
      event.preventDefault();
      this.#answers.lock();
      return;
    }
    const back = (event.altKey && key === 'arrowleft') || (event.metaKey && key === '[');
    if (back && !event.ctrlKey && !event.shiftKey && !types(event.target)) {
      event.preventDefault();
      if (!document.querySelector('[role="dialog"]')) this.#answers.back();
      return;
    }
    if (!kept.letterKeys || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (types(event.target) || document.querySelector('[role="dialog"]')) return;

    if (Date.now() - this.#since < WAIT) {
      this.#since = 0;
      const found = allScreens.find(({ letter }) => letter === key);
      if (found) {
        event.preventDefault();
        this.#answers.go(found.screen);
        return;
      }
    }
    if (key === 'g') this.#since = Date.now();
    else if (event.key === '?') {
      event.preventDefault();
      this.#answers.list();
    } else if (event.key === '/') {
      const filter = document.querySelector<HTMLElement>('[data-filter]');
      if (!filter) return;
      event.preventDefault();
      filter.focus();
    }
  }
}
