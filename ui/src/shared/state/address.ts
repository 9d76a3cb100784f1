// Addresses, taken apart and written. Filters live in them, so that going back brings a list back as
// it was.

/** Screens with an address. */
export type Screen =
  | 'home'
  | 'overview'
  | 'deployments'
  | 'deployment'
  | 'findings'
  | 'changes'
  | 'people'
  | 'imports'
  | 'exceptions'
  | 'reviews'
  | 'policy'
  | 'samples'
  | 'packs'
  | 'events'
  | 'settings';

const SCREENS: readonly string[] = [
  'home', 'overview', 'deployments', 'deployment', 'findings', 'changes', 'people', 'imports', 'exceptions', 'reviews', 'samples', 'policy', 'packs', 'events', 'settings',
] satisfies Screen[];

/** An address, taken apart. */
export interface Place {
  screen: Screen;
  /** The key of a deployment; empty elsewhere. */
  key: string;
  query: URLSearchParams;
}

/** What a link asks for; lists become repeated words. */
export type Query = Record<string, string | readonly string[] | null | undefined>;

/** Writes an address. */
export function href(screen: Screen, query: Query = {}, key = ''): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'string') {
      if (value !== '') words.append(name, value);
    } else for (const one of value) words.append(name, one);
  }
  const tail = words.toString();
  return `#/${screen}${key ? `/${encodeURIComponent(key)}` : ''}${tail ? `?${tail}` : ''}`;
}

/** Reads an address; whatever is not known is the overview. */
export function parse(hash: string): Place {
  const [path = '', tail = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [name = '', ...rest] = path.split('/');
  const query = new URLSearchParams(tail);
  if (!SCREENS.includes(name)) return { screen: 'overview', key: '', query };
  let key = '';
  try {
    key = decodeURIComponent(rest.join('/'));
  } catch {
    // A broken address names no deployment.
  }
  const screen = name as Screen;
  return screen === 'deployment' && !key ? { screen: 'deployments', key: '', query } : { screen, key, query };
}
