// Commands about what people decide: post-change reviews, attestations, where registers are kept, the review of
// the policy.
import { call } from './call';
import type { AccountDecisions, AccountDone, AccountStep, AnnualReview, AttestationForm, AttestationRecorded, DeploymentLinks, ExceptionForm, ExceptionLine, ExceptionStep, ExceptionsView, KeptHereList, LinkDecided, LinkStep, Register, ReviewForm, ReviewQueue, ReviewRecorded, StepForm } from './types';

export const reviewQueue = () => call<ReviewQueue>('review_queue');
/** Asks for files where some stand behind it; null where the person closed the dialog. */
export const recordReview = (form: ReviewForm) => call<ReviewRecorded | null>('record_review', { form });
/** Asks where to save; false where the person closed the dialog. */
export const saveReview = (event: number, change: string) => call<boolean>('save_review', { event, change });

export const keptHere = () => call<KeptHereList>('kept_here');
export const keepHere = (register: Register, reason: string) => call<KeptHereList>('keep_here', { register, reason });

/** Asks for files where some were looked at; null where the person closed the dialog. */
export const attest = (form: AttestationForm) => call<AttestationRecorded | null>('attest', { form });

export const annualReview = () => call<AnnualReview>('annual_review');
/** Asks for the file of a new version where one is drafted; null where the person closed the dialog. */
export const policyReviewStep = (step: StepForm) => call<AnnualReview | null>('policy_review_step', { step });

export const exceptions = () => call<ExceptionsView>('exceptions');
/** Asks for files where some show why it is needed; null where the person closed the dialog. */
export const writeException = (form: ExceptionForm) => call<ExceptionLine | null>('write_exception', { form });
export const exceptionStep = (exception: string, step: ExceptionStep) => call<ExceptionLine>('exception_step', { exception, step });

export const deploymentLinks = (deployment: string) => call<DeploymentLinks>('deployment_links', { deployment });
/** Asks for files where some show it; null where the person closed the dialog. */
export const linkStep = (step: LinkStep) => call<LinkDecided | null>('link_step', { step });

export const accountDecisions = () => call<AccountDecisions>('account_decisions');
/** Asks for files where some show it; null where the person closed the dialog. */
export const accountStep = (step: AccountStep) => call<AccountDone | null>('account_step', { step });
