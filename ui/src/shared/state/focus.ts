// Where the focus goes when what had it is gone: it must never fall to the body unnoticed.
import { tick } from 'svelte';

/** Marks the title of a screen. */
const TITLE = '[data-screen-title]';
/** Marks what takes the place of a button while its work runs. */
const NEXT = '[data-focus-next]';

/** Focuses the first field of a form, or of a part of the page, that is wrong, once its error is shown. */
export async function focusWrong(form: HTMLElement | null): Promise<void> {
  await tick();
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/** Focuses something once the page shows it; the title of the screen where it is not there. */
export async function focusOn(find: () => HTMLElement | null | undefined): Promise<void> {
  await tick();
  (find() ?? document.querySelector<HTMLElement>(TITLE))?.focus({ preventScroll: true });
}

const usable = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLElement && element.isConnected && !(element as HTMLElement & { disabled?: boolean }).disabled;

/**
 * Watches the page: where the element with the focus is taken away or disabled, the progress of its
 * work takes the focus, and when that ends the element again; otherwise the title of the screen.
 * Answers how to stop.
 */
export function keepFocus(): () => void {
  let last: Element | null = null;
  let origin: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function settle(): void {
    const now = document.activeElement;
    if (now !== null && now !== document.body && usable(now)) return;
    if (last === null || usable(last)) return;
    const next = document.querySelector<HTMLElement>(NEXT);
    if (next && next !== last) {
      origin = last;
      next.focus({ preventScroll: true });
    } else if (usable(origin)) {
      const back = origin;
      origin = null;
      back.focus({ preventScroll: true });
    } else {
      origin = null;
      document.querySelector<HTMLElement>(TITLE)?.focus({ preventScroll: true });
    }
  }
  function focused(event: FocusEvent): void {
    last = event.target as Element;
  }
  function left(event: FocusEvent): void {
    // A person who leaves it for nothing wants it nowhere.
    if (event.relatedTarget === null && usable(event.target as Element)) {
      const was = event.target;
      queueMicrotask(() => {
        if (last === was && usable(last)) last = null;
      });
    }
  }
  // Dialogs give the focus back by themselves, a moment later: they come first.
  const watch = new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(settle, 60);
  });
  document.addEventListener('focusin', focused);
  document.addEventListener('focusout', left);
  watch.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
  return () => {
    clearTimeout(timer);
    watch.disconnect();
    document.removeEventListener('focusin', focused);
    document.removeEventListener('focusout', left);
  };
}
