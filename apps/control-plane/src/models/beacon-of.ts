import { join } from 'node:path'
import { FileArtifactStore } from '@noderr/releases'
import type { Services } from '../context/index.ts'
import { ModelVersionBeacon } from './model-version-beacon.ts'

/** The beacon over the services of one process. */
export function beaconOf({ db, clock, config, network }: Services): ModelVersionBeacon {
  return new ModelVersionBeacon({
    db,
    clock,
    store: new FileArtifactStore(config.artifactStoreDir),
    timestampKey: network.timestampKey,
    directory: join(config.dataDir, 'channel'),
    publicUrl: config.publicUrl,
  })
}
