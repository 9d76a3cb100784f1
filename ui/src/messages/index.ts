// The catalogue of every text that a person reads. Imported texts and the engine's sentences are
// data and come from the shell.
export * as format from './format';
export { plainMessage, remedyFor } from './plain';
export { errors, progress, words } from './words';
export { firstRun, frame, keys, palette, period, settings } from './frame';
export { control, coverage, deployment, deployments, explanation, findings, original, overview } from './evidence';
export type { CriticalFigure, SentencePart } from './evidence';
export { accounts } from './accounts';
export { annual } from './annual';
export { changes } from './changes';
export { links } from './links';
export { people } from './people';
export type { PeopleList } from './people';
export { members, ownPassphrase, passphrase, person, signIn } from './members';
export { policy } from './policy';
export { home, samples } from './samples';
export type { PolicyTab } from './policy';
export { attest, reviews } from './reviews';
export { exceptions } from './exceptions';
export type { ExceptionFilter } from './exceptions';
export { events, guides, imports, packs, verification } from './sources';
export { triage } from './triage';
