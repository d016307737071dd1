import { ApiProblemError, type Fetch } from '@noderr/protocol'
import { WalletRefusedError } from '../wallet/wallets.ts'

const request: Fetch = (url, init) => fetch(url, init)

/** For `callRoute`: the control plane that served this page. */
export const HERE = { baseUrl: '', fetch: request }

/** What went wrong, as a sentence that says what to do next. */
export function sentenceOf(error: unknown): string {
  if (error instanceof WalletRefusedError) return error.message
  if (!(error instanceof ApiProblemError)) return 'The control plane does not answer; try again in a moment.'
  const detail = error.message.slice(error.url.length + 2)
  return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`
}
