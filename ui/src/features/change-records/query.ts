// The filters of the change records: from the address into a query, and back.
import type { ChangeQuery, ChangeRowKind, ChangeState, LackPart } from '../../ipc';
import { changes as text } from '../../messages';
import type { Query } from '../../shared/state/router.svelte';

export const KINDS = Object.keys(text.kind) as ChangeRowKind[];
export const STATES = Object.keys(text.state) as ChangeState[];
export const PARTS = Object.keys(text.part) as LackPart[];

/** The words of a list that are known. */
export function known<T extends string>(all: readonly T[], words: readonly string[]): T[] {
  return all.filter((one) => words.includes(one));
}

export function fromAddress(query: URLSearchParams): ChangeQuery {
  return {
    text: query.get('text') ?? '',
    kinds: known(KINDS, query.getAll('kind')),
    states: known(STATES, query.getAll('state')),
    lacks: known(PARTS, query.getAll('lack')),
  };
}

export function toWords(query: ChangeQuery): Query {
  return { text: query.text, kind: query.kinds, state: query.states, lack: query.lacks };
}

/** Whether anything is filtered. */
export function filtered(query: ChangeQuery): boolean {
  return query.text !== '' || query.kinds.length + query.states.length + query.lacks.length > 0;
}
