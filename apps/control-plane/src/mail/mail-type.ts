/**
 * Every kind of mail there is. `sample-mails.ts` holds a sample of each: whoever adds one here is asked for it by the
 * compiler.
 */
export type MailType =
  | 'application_received'
  | 'application_information_requested'
  | 'application_approved'
  | 'application_rejected'
  | 'credentials_issued'
  | 'credential_expiring'
  | 'node_registered'
  | 'wallet_change'
  | 'sign_in'
  | 'erasure_confirmation'
