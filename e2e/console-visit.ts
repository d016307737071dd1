import type { Browser, BrowserContext, Page } from 'playwright-core'

/** A person at the console: a browser window of their own, and everything that its console complained of. */
export interface ConsoleVisit extends AsyncDisposable {
  readonly context: BrowserContext
  readonly page: Page
  readonly complaints: readonly string[]
}

export async function openConsole(browser: Browser): Promise<ConsoleVisit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    colorScheme: 'light',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return { context, page, complaints, [Symbol.asyncDispose]: () => context.close() }
}
