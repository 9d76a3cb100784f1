// The filters of the findings: from the address into a query, and back.
import type { AgeBand, FindingGrouping, FindingQuery, FindingState } from '../../ipc';
import { triage } from '../../messages';
import type { Query } from '../../shared/state/router.svelte';
import { outcomesOf } from '../deployments/query';

const GROUPINGS: readonly FindingGrouping[] = ['control', 'service', 'person'];
/** Severities, the worst first. */
export const SEVERITIES = ['Critical', 'High', 'Medium'] as const;

/** Ages, the youngest first. */
export const AGES: readonly AgeBand[] = ['under_7_days', 'to_30_days', 'over_30_days'];

/** What counts as a finding unless the address says otherwise: fails and missing evidence. */
export function fromAddress(query: URLSearchParams): FindingQuery {
  const outcomes = outcomesOf(query.getAll('outcome')).filter((one) => one === 'fail' || one === 'insufficient_evidence');
  return {
    grouping: GROUPINGS.find((one) => one === query.get('by')) ?? 'control',
    outcomes: outcomes.length > 0 ? outcomes : ['fail', 'insufficient_evidence'],
    severities: query.getAll('severity'),
    text: query.get('text') ?? '',
    services: query.getAll('service'),
    age: AGES.find((one) => one === query.get('age')) ?? null,
    states: statesOf(query.getAll('state')),
  };
}

/** The states among some words. */
export function statesOf(words: readonly string[]): FindingState[] {
  return triage.shown.filter((state) => words.includes(state));
}

export function toWords(query: FindingQuery): Query {
  return {
    by: query.grouping === 'control' ? null : query.grouping,
    outcome: query.outcomes.length === 1 ? query.outcomes : null,
    severity: query.severities,
    text: query.text,
    service: query.services,
    age: query.age,
    state: query.states,
  };
}

/** Whether anything is filtered. */
export function filtered(query: FindingQuery): boolean {
  return query.outcomes.length === 1 || query.severities.length > 0 || query.text !== '' || query.services.length > 0 || query.age !== null || query.states.length > 0;
}
