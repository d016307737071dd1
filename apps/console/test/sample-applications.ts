import { createHash } from 'node:crypto'
import { addressSchema, type Tier } from '@noderr/protocol'
import { type Application, submitApplication } from '../../control-plane/src/applications/index.ts'
import { inTransaction } from '../../control-plane/src/db/index.ts'
import type { TestServices } from '../../control-plane/test/services.ts'

const HOUR_MS = 3_600_000

/** Made-up people: name, mailbox, tier, hours ago. No one of them is anybody. */
const PEOPLE: readonly (readonly [name: string, email: string, tier: Tier, hoursAgo: number])[] = [
  ['Amara Okonkwo', 'amara@okonkwo-infra.example', 'validator', 2],
  ['Jürgen Weißmüller', 'j.weissmueller@rechenhof.example', 'guardian', 5],
  ['Nguyễn Thị Minh Khai', 'minhkhai@saigon-nodes.example', 'validator', 7],
  ['<img src=x onerror=alert(1)>', 'mallory@evil.example', 'validator', 9],
  ['María de los Ángeles Fernández-Villaverde y Ruiz de Apodaca', 'maria.fv@example.org', 'oracle', 11],
  ['李雪', 'lixue@hangzhou-compute.example', 'micro', 14],
  ['Tom', 'tom@tom.example', 'micro', 19],
  ['Priya Raghunathan', 'priya.r@latency.example', 'guardian', 22],
  ['Olúwaṣeun Adébáyọ̀', 'seun@lagosnodes.example', 'validator', 26],
  ['Aino Virtanen', 'aino.virtanen@kuura.example', 'validator', 31],
  ['Dmitri Sokolov', 'dsokolov@baltic-racks.example', 'oracle', 38],
  ['Fatima Zahra El Amrani', 'fatima@atlas-hosting.example', 'validator', 44],
  ['Kwame Mensah', 'kwame@accra.example', 'micro', 49],
  ['Chloé Lefèvre', 'chloe@lefevre-conseil.example', 'guardian', 55],
  ['Søren Kjærgaard', 'sk@fjordstack.example', 'validator', 61],
  ['Yuki Tanaka', 'yuki@tanaka-lab.example', 'oracle', 67],
  ['Bartholomew Featherstonehaugh-Cholmondeley', 'b.f-c@example.co.uk', 'validator', 74],
  ['Zeynep Yıldırım', 'zeynep@bogazici.example', 'micro', 80],
  ['Liam O’Sullivan', 'liam@osullivan.example', 'validator', 88],
  ['Ngozi Eze', 'ngozi.eze@delta.example', 'guardian', 95],
  ['Mateusz Wiśniewski', 'mateusz@wisla.example', 'validator', 103],
  ['Sofía Castellanos', 'sofia@castellanos.example', 'validator', 112],
  ['Arjun Patel', 'arjun.patel+noderr@mailbox.example', 'micro', 120],
  ['Arjun Patel', 'arjun.patel@mailbox.example', 'validator', 128],
  ['Hamish MacGregor', 'hamish@glen.example', 'oracle', 139],
  ['Ines Duarte', 'ines@duarte.example', 'validator', 147],
  ['Noa Ben-David', 'noa@bendavid.example', 'validator', 158],
  ['Tuğçe Kaya', 'tugce@kaya.example', 'guardian', 166],
  ['Emeka Nwosu', 'emeka@nwosu.example', 'micro', 175],
  ['Lin Wei-Ting', 'weiting@formosa.example', 'validator', 187],
  ['Rosa Espinoza', 'rosa@espinoza.example', 'validator', 199],
  ['Viktor Lindqvist', 'viktor@norrsken.example', 'oracle', 213],
  ['Asha Mwangi', 'asha@mwangi.example', 'validator', 226],
  ['George Papadopoulos', 'george@aegean.example', 'guardian', 240],
  ['Hana Novotná', 'hana@novotna.example', 'validator', 255],
  ['Omar Haddad', 'omar@haddad.example', 'micro', 271],
  ['Siobhán Ní Dhomhnaill', 'siobhan@example.ie', 'validator', 288],
  ['Anders Bakke', 'anders@bakke.example', 'validator', 306],
  ['Thandiwe Ndlovu', 'thandiwe@ndlovu.example', 'guardian', 325],
  ['Pedro Albuquerque', 'pedro@albuquerque.example', 'validator', 347],
  ['Kenji Yamamoto', 'kenji@yamamoto.example', 'micro', 370],
  ['Elena Petrova', 'elena@petrova.example', 'oracle', 394],
]

const EXPERIENCE =
  'Three years of Ethereum validators (two mainnet, one test), no slashing. Before that ten years of Linux on bare metal for a regional bank: paging, patching, post-mortems.\n\nI have read the guide for operators and ran the local network for a week.'
const INFRASTRUCTURE =
  'One dedicated server in Falkenstein: Ryzen 9 7950X, 128 GB ECC, 2 × 1.92 TB NVMe in RAID 1, 1 Gbit/s. Monitoring by Prometheus, alerts to my phone. A second machine in Helsinki stands by.'
const MOTIVATION = 'I would rather be scored than trusted.'

/** Forty-two applications of made-up people, oldest first, of every tier and age; one of them tries to be HTML. */
export async function submitSampleApplications(services: TestServices): Promise<Application[]> {
  const made: Application[] = []
  for (const [place, [name, email, tier, hoursAgo]] of [...PEOPLE.entries()].reverse())
    made.push(await submit(services, { place, name, email, tier, hoursAgo }))
  return made
}

interface Person {
  readonly place: number
  readonly name: string
  readonly email: string
  readonly tier: Tier
  readonly hoursAgo: number
}

function submit(
  services: TestServices,
  { place, name, email, tier, hoursAgo }: Person,
): Promise<Application> {
  const isVague = place === 6
  return inTransaction(services.db, async (tx) => {
    const made = await submitApplication(tx, services.as({ type: 'webhook', source: 'typeform' }), {
      answers: {
        name,
        email,
        wallet: isVague ? undefined : walletOf(place),
        tier: isVague ? undefined : tier,
        operatingSystem: place % 3 === 0 ? 'Debian 13' : 'Ubuntu 24.04 LTS',
        rpcEndpoint: place % 2 === 0 ? `https://rpc-${place}.example.org/v1` : undefined,
        experience: EXPERIENCE,
        infrastructure: INFRASTRUCTURE,
        motivation: MOTIVATION,
        stakeAmount: tier === 'micro' ? undefined : '25 000 NODR',
        other: {
          where_from: 'A talk at a conference',
          wallet_note: isVague ? 'my ledger, will send later' : null,
        },
      },
      origin: { source: 'typeform', formId: 'form1', token: `token-${place}`, eventId: `event-${place}` },
      submittedAt: new Date(services.clock.now() - hoursAgo * HOUR_MS),
    })
    if (!made) throw new RangeError(`the application of ${name} was there already`)
    return made
  })
}

/** The two of one person share a wallet, which is a signal. */
function walletOf(place: number) {
  const seed = place === 23 ? 22 : place
  const digest = createHash('sha256').update(`wallet ${seed}`).digest('hex')
  return addressSchema.parse(`0x${digest.slice(0, 40)}`)
}
