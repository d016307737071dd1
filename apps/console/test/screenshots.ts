import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findChromium, launchChromium } from './chromium.ts'
import { servePage } from './page-server.ts'
import { sampleNetwork } from './sample-network.ts'

/**
 * Takes the pictures of the documents: `npm run docs:screenshots -- --url http://127.0.0.1:8080/`.
 *
 * Without `--url` the recorded sample network is drawn. `--all DIR` writes both widths in light and dark to DIR.
 */
const { values } = parseArgs({ options: { url: { type: 'string' }, all: { type: 'string' } } })
const images = join(import.meta.dirname, '../../../docs/images')
const shots = values.all
  ? [1280, 375].flatMap((width) =>
      (['light', 'dark'] as const).map((scheme) => ({
        file: join(values.all ?? '', `console-${width}-${scheme}.png`),
        width,
        scheme,
      })),
    )
  : [{ file: join(images, 'console.png'), width: 1280, scheme: 'dark' as const }]

const executable = findChromium()
if (!executable) {
  process.stderr.write('no Chromium found: install the package chromium, or set CHROMIUM_PATH\n')
  process.exit(1)
}
await using server = values.url ? null : await servePage(sampleNetwork())
await using browser = await launchChromium(executable)
await mkdir(values.all ?? images, { recursive: true })
for (const { file, width, scheme } of shots) {
  const page = await browser.newPage({ viewport: { width, height: 932 }, colorScheme: scheme })
  await page.goto(values.url ?? server?.url ?? '')
  await page.getByRole('heading', { name: 'Nodes' }).waitFor()
  await page.waitForTimeout(800)
  await page.screenshot({ path: file, fullPage: values.all !== undefined })
  process.stdout.write(`${file}\n`)
}
