// What a form on accounts and roles is asked for.
import type { AccountSystem } from '../../ipc';

/** A person of the roster: by an account that tells namesakes apart, else by name; and the name to show. */
export interface Whose {
  by: string;
  name: string;
}

export type Asked =
  | { what: 'account'; verdict: 'confirmed' | 'refused' | 'added'; system: AccountSystem | null; account: string | null; person: Whose | null }
  | { what: 'role'; person: Whose | null }
  | { what: 'second'; event: number; words: string }
  | { what: 'withdraw'; event: number; words: string };
