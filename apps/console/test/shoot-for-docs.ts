import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const IMAGES = join(import.meta.dirname, '../../../docs/images')

/** Takes the picture that a document shows, where `DOCS_SCREENSHOTS` asks for pictures; otherwise does nothing. */
export async function shootForDocs(page: Page, name: string): Promise<void> {
  if (!process.env.DOCS_SCREENSHOTS) return
  await mkdir(IMAGES, { recursive: true })
  await page.screenshot({ path: join(IMAGES, `${name}.png`) })
}
