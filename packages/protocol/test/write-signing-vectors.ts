import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashStruct, predictionLeaf } from '../src/index.ts'
import { domain, predictionCase, signingCases } from './signing-cases.ts'

/**
 * Rewrites `vectors/signing.json`. The bytes of the network never change once a node has signed with them, so this
 * is run when a struct is added, never to make a red test green.
 */
const vectors = {
  domain: { name: 'Noderr', version: '1', chainId: domain.chainId, salt: domain.networkId },
  leaves: Array.from({ length: 128 }, (_, index) => predictionLeaf(predictionCase(index))),
  cases: Object.entries(signingCases).map(([name, { struct, value, digest }]) => ({
    name,
    type: `${struct.name}(${struct.fields.map((field) => `${field.type} ${field.name}`).join(',')})`,
    value: Object.fromEntries(struct.fields.map((field) => [field.name, String(value[field.name])])),
    structHash: hashStruct(struct, value),
    digest,
  })),
}
writeFileSync(join(import.meta.dirname, 'vectors/signing.json'), `${JSON.stringify(vectors, null, 2)}\n`)
