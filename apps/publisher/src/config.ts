/** What the publisher takes from its environment. */
export interface PublisherConfig {
  /** A file whose first line is the passphrase of the publishing keys. */
  readonly keysPassphraseFile: string | undefined
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): PublisherConfig {
  return { keysPassphraseFile: env.NODERR_KEYS_PASSPHRASE_FILE || undefined }
}
