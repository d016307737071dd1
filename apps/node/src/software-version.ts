import packageJson from '../package.json' with { type: 'json' }

/** The version of this software, as heartbeats and `--version` tell it. */
export const SOFTWARE_VERSION: string = packageJson.version
