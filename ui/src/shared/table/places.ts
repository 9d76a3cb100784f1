// Where one was in a list, by the list's address: going back finds the same row in the same place.

import { session } from '../state/session.svelte';

/** A place in a list. */
export interface Place {
  /** The active row. */
  active: number;
  /** The scroll position. */
  top: number;
}

/** Lists remembered; the longest unused are forgotten. */
const KEPT = 60;
const places = new Map<string, Place>();

/** Remembers a place. */
export function keepPlace(list: string, place: Place): void {
  places.delete(list);
  places.set(list, place);
  for (const oldest of places.keys()) {
    if (places.size <= KEPT) return;
    places.delete(oldest);
  }
}

/** The place in a list; its beginning where one was not there yet. */
export function placeOf(list: string): Place {
  return places.get(list) ?? { active: 0, top: 0 };
}

/** The name of a list: its address, in this opening of the workspace and this period. */
export function listName(screen: string, address: string): string {
  const workspace = session.workspace;
  return `${workspace?.opening} ${workspace?.period.from} ${workspace?.period.to} ${screen} ${address}`;
}
