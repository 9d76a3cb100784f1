// What a form on links is asked for.
import type { LinkKind, LinkVerdict } from '../../ipc';

export type Asked =
  | { what: 'decide'; verdict: LinkVerdict; deployment: string | null; kind: LinkKind; target: string | null }
  | { what: 'second'; event: number; words: string };
