import { scryptSync } from 'node:crypto'
import { keyedHash } from '../apps/control-plane/src/auth/index.ts'
import { verifySecret } from '../apps/control-plane/src/credentials/authenticate-api-key.ts'
import { type Benchmark, type Figures, median, rounded } from './benchmark.ts'

const PEPPER = '01'.repeat(32)
const SECRET = 'ab'.repeat(32)
const NOW = new Date(0)
/** What OWASP names as the least for scrypt. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 }

/** What a node's every request pays for the proof that it holds the secret. */
export const benchmark: Benchmark<{ runs: number; checks: number; hashes: number }> = {
  name: 'key-verification',
  claim:
    'processor time of verifying one API secret (limit: 50 µs), beside scrypt as passwords need it; without the look-up of the key',
  sizes: { runs: 9, checks: 20_000, hashes: 3 },
  async run({ runs, checks, hashes }): Promise<Figures> {
    const secrets = { current: keyedHash(PEPPER, SECRET), previous: undefined }
    const right = () => verifySecret(PEPPER, SECRET, secrets, NOW)
    const wrong = () => verifySecret(PEPPER, '0'.repeat(64), undefined, NOW)
    cpuMicrosecondsOf(checks, right)
    const [rights, wrongs, peers]: [number[], number[], number[]] = [[], [], []]
    for (let run = 0; run < runs; run += 1) {
      rights.push(cpuMicrosecondsOf(checks, right))
      wrongs.push(cpuMicrosecondsOf(checks, wrong))
      peers.push(cpuMicrosecondsOf(hashes, () => scryptSync(SECRET, PEPPER, 32, SCRYPT)))
    }
    const [ours, scrypt] = [median(rights), median(peers)]
    return {
      rightSecretUs: rounded(ours),
      unknownKeyUs: rounded(median(wrongs)),
      slowestRunUs: rounded(Math.max(...rights, ...wrongs)),
      limitUs: 50,
      scryptUs: rounded(scrypt),
      scryptOverOurs: rounded(scrypt / ours),
    }
  },
}

/** User and system time of this process, which other programs on the machine do not lengthen much. */
function cpuMicrosecondsOf(times: number, work: () => unknown): number {
  const before = process.cpuUsage()
  for (let index = 0; index < times; index += 1) work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}
