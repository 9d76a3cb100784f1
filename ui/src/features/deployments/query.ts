// The filters of the list: from the address into a query, and back.
import type { DeploymentOrder, DeploymentQuery, OutcomeId } from '../../ipc';
import { OUTCOMES } from '../../shared/outcomes';
import { href, type Query } from '../../shared/state/address';

const ORDERS: readonly DeploymentOrder[] = ['at', 'service', 'author', 'deployer', 'worst'];

/** Every deployment, the latest first. */
export function deploymentQuery(): DeploymentQuery {
  return {
    text: '',
    services: [],
    environments: [],
    outcomes: [],
    control: null,
    severity: null,
    worst: false,
    categories: [],
    month: null,
    people: [],
    order: 'at',
    descending: true,
  };
}

/** Reads outcomes of an address; others are dropped. */
export function outcomesOf(words: readonly string[]): OutcomeId[] {
  return OUTCOMES.filter((outcome) => words.includes(outcome));
}

/** Reads the filters of an address. */
export function fromAddress(query: URLSearchParams): DeploymentQuery {
  const order = ORDERS.find((one) => one === query.get('order')) ?? 'at';
  return {
    text: query.get('text') ?? '',
    services: query.getAll('service'),
    environments: query.getAll('environment'),
    outcomes: outcomesOf(query.getAll('outcome')),
    control: query.get('control'),
    severity: query.get('severity'),
    worst: query.has('worst') && query.has('outcome'),
    categories: query.getAll('category'),
    month: query.get('month'),
    people: query.getAll('person'),
    order,
    descending: query.has('ascending') ? false : order === 'at' || order === 'worst' || query.has('descending'),
  };
}

/** The words of an address for filters. */
export function toWords(query: Partial<DeploymentQuery>): Query {
  const order = query.order ?? 'at';
  const usual = order === 'at' || order === 'worst';
  const descending = query.descending ?? usual;
  return {
    text: query.text,
    service: query.services,
    environment: query.environments,
    outcome: query.outcomes,
    control: query.control,
    severity: query.severity,
    worst: query.worst && (query.outcomes?.length ?? 0) > 0 ? 'yes' : null,
    category: query.categories,
    month: query.month,
    person: query.people,
    order: order === 'at' ? null : order,
    ascending: usual && !descending ? 'yes' : null,
    descending: !usual && descending ? 'yes' : null,
  };
}

/** The address of a list. */
export function listOf(query: Partial<DeploymentQuery>): string {
  return href('deployments', toWords(query));
}

/** Whether anything is filtered. */
export function filtered(query: DeploymentQuery): boolean {
  return (
    query.text !== '' ||
    query.control !== null ||
    query.severity !== null ||
    query.month !== null ||
    [query.services, query.environments, query.outcomes, query.categories, query.people].some((list) => list.length > 0)
  );
}
