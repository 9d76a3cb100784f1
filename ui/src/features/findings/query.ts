// The filters of the findings: from the address into a query, and back.
import type { FindingGrouping, FindingQuery } from '../../ipc';
import type { Query } from '../../shared/state/router.svelte';
import { outcomesOf } from '../deployments/query';

const GROUPINGS: readonly FindingGrouping[] = ['control', 'service', 'person'];
/** Severities, the worst first. */
export const SEVERITIES = ['Critical', 'High', 'Medium'] as const;

/** What counts as a finding unless the address says otherwise: fails and missing evidence. */
export function fromAddress(query: URLSearchParams): FindingQuery {
  const outcomes = outcomesOf(query.getAll('outcome')).filter((one) => one === 'fail' || one === 'insufficient_evidence');
  return {
    grouping: GROUPINGS.find((one) => one === query.get('by')) ?? 'control',
    outcomes: outcomes.length > 0 ? outcomes : ['fail', 'insufficient_evidence'],
    severities: query.getAll('severity'),
    text: query.get('text') ?? '',
    services: query.getAll('service'),
  };
}

export function toWords(query: FindingQuery): Query {
  return {
    by: query.grouping === 'control' ? null : query.grouping,
    outcome: query.outcomes.length === 1 ? query.outcomes : null,
    severity: query.severities,
    text: query.text,
    service: query.services,
  };
}

/** Whether anything is filtered. */
export function filtered(query: FindingQuery): boolean {
  return query.outcomes.length === 1 || query.severities.length > 0 || query.text !== '' || query.services.length > 0;
}
