// Where we are: the address after '#', read and written, and the way back.
import { href, parse, type Place, type Screen } from './address';

export { href } from './address';
export type { Query, Screen } from './address';

/** What the history keeps beside an address. */
interface Kept {
  /** How many steps back this window can go from here. */
  depth: number;
}

class Router {
  place = $state.raw<Place>(parse(location.hash));
  /** How many steps one can go back without leaving the workspace. */
  depth = $state(0);
  /** The address at which each screen was seen last. */
  #last = new Map<Screen, string>();

  constructor() {
    history.replaceState({ depth: 0 } satisfies Kept, '');
    this.#arrived(location.hash);
    window.addEventListener('hashchange', () => {
      const kept = history.state as Kept | null;
      if (kept === null) history.replaceState({ depth: this.depth + 1 } satisfies Kept, '');
      this.depth = kept?.depth ?? this.depth + 1;
      this.#arrived(location.hash);
    });
  }

  #arrived(address: string): void {
    this.place = parse(address);
    this.#last.set(this.place.screen, address);
  }

  go(address: string): void {
    if (location.hash === address) return;
    location.hash = address;
  }

  /** Changes the address without a new entry in the history: filters while one types. */
  replace(address: string): void {
    if (location.hash === address) return;
    history.replaceState({ depth: this.depth } satisfies Kept, '', address);
    this.#arrived(address);
  }

  /** Begins anew at an address, as with another workspace: what lies behind belongs to the former one. */
  begin(address: string): void {
    this.depth = 0;
    this.#last.clear();
    history.replaceState({ depth: 0 } satisfies Kept, '', address);
    this.#arrived(address);
  }

  /** Goes one step back, where there is one. */
  back(): void {
    if (this.depth > 0) history.back();
  }

  /** The address at which a screen was seen last, with its filters. */
  last(screen: Screen): string {
    return this.#last.get(screen) ?? href(screen);
  }
}

export const router = new Router();
