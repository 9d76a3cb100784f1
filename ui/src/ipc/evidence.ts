// Commands that read what was judged: controls, overview, deployments, findings, originals.
import { call } from './call';
import type {
  AccountPage,
  AccountQuery,
  CatalogueView,
  ChangeDetails,
  ChangePage,
  ChangeQuery,
  DeploymentChoices,
  DeploymentPage,
  DeploymentQuery,
  DeploymentView,
  FindingDetails,
  FindingForm,
  FindingPage,
  FindingQuery,
  FindingsDone,
  FindingsView,
  OriginalView,
  OutcomeView,
  OverviewView,
  PersonPage,
  PersonQuery,
  SuggestionPage,
} from './types';

export const catalogue = () => call<CatalogueView>('catalogue');
export const overview = () => call<OverviewView>('overview');

export const deploymentChoices = () => call<DeploymentChoices>('deployment_choices');
export const deployments = (query: DeploymentQuery, from: number, limit: number) =>
  call<DeploymentPage>('deployments', { query, from, limit });
/** The list as CSV. */
export const copyDeployments = (query: DeploymentQuery) => call<string>('copy_deployments', { query });

export const deployment = (key: string) => call<DeploymentView>('deployment', { key });
export const explain = (deployment: string, control: string) =>
  call<OutcomeView>('explain', { deployment, control });
/** An outcome on what is no deployment, by control and id of its subject. */
export const explainOther = (control: string, id: string) =>
  call<OutcomeView>('explain_other', { control, id });
export const original = (origin: string) => call<OriginalView>('original', { origin });

export const findings = (query: FindingQuery) => call<FindingsView>('findings', { query });
export const findingPage = (query: FindingQuery, group: string, from: number, limit: number) =>
  call<FindingPage>('finding_page', { query, group, from, limit });

/** The work on a finding, and how its outcome came about. */
export const findingWork = (finding: string) => call<FindingDetails>('finding_work', { finding });
/** Takes a step with findings; null where the person was asked for files and cancelled. */
export const findingStep = (form: FindingForm) => call<FindingsDone | null>('finding_step', { form });
/** Writes a copy of a file that a decision names; false where the person cancelled. */
export const saveEvidence = (event: number, sha256: string) => call<boolean>('save_evidence', { event, sha256 });

export const changeRecords = (query: ChangeQuery, from: number, limit: number) => call<ChangePage>('change_records', { query, from, limit });
export const changeRecord = (key: number) => call<ChangeDetails>('change_record', { key });

export const persons = (query: PersonQuery, from: number, limit: number) => call<PersonPage>('persons', { query, from, limit });
export const accounts = (query: AccountQuery, from: number, limit: number) => call<AccountPage>('accounts', { query, from, limit });
export const suggestions = (from: number, limit: number) => call<SuggestionPage>('suggestions', { from, limit });
