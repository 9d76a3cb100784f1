// What this computer keeps for the pages alone: whether letters are keys, and named filters.

/** A filter of the deployments under a name. */
export interface SavedView {
  name: string;
  /** The words of its address. */
  words: string;
}

const LETTERS = 'changeproof.letter-keys';
const VIEWS = 'changeproof.deployment-views';
const MOST = 40;

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It then holds until the window is closed.
  }
}

/** Reads views; whatever is none is left out. */
export function parseViews(text: string | null): SavedView[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(found)) return [];
    return found
      .filter((one): one is SavedView => typeof one === 'object' && one !== null && typeof (one as SavedView).name === 'string' && typeof (one as SavedView).words === 'string')
      .map(({ name, words }) => ({ name, words }))
      .slice(0, MOST);
  } catch {
    return [];
  }
}

class Kept {
  /** Whether `/`, `?` and `g` with a letter are keys. */
  letterKeys = $state(read(LETTERS) !== 'off');
  views = $state.raw<SavedView[]>(parseViews(read(VIEWS)));

  setLetterKeys(on: boolean): void {
    this.letterKeys = on;
    write(LETTERS, on ? 'on' : 'off');
  }

  /** Keeps a view; one of the same name is replaced. */
  saveView(view: SavedView): void {
    this.#set([view, ...this.views.filter(({ name }) => name !== view.name)].slice(0, MOST));
  }

  forgetView(name: string): void {
    this.#set(this.views.filter((view) => view.name !== name));
  }

  #set(views: SavedView[]): void {
    this.views = views;
    write(VIEWS, JSON.stringify(views));
  }
}

export const kept = new Kept();
