import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { type CandleCsvOptions, type CandleSeries, parseCandleCsv } from './candle-csv.ts'

/** A line that is still open after this many characters is no candle. */
const MAX_OPEN_LINE = 4096

/**
 * Reads a candle file, `.csv` or gzip-compressed `.csv.gz`, with the limits of {@link parseCandleCsv}.
 *
 * @throws {@link UnreadableCandleFileError} when the file is missing, is no file, or is damaged, and whatever
 * {@link parseCandleCsv} throws.
 */
export async function readCandleFile(
  path: string,
  options: Omit<CandleCsvOptions, 'file'> = {},
): Promise<CandleSeries> {
  return await parseCandleCsv(linesOf(path), { ...options, file: path })
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let open = ''
  for await (const text of textOf(path)) {
    const lines = (open + text).split('\n')
    open = lines.pop() ?? ''
    yield* lines
    if (open.length > MAX_OPEN_LINE) {
      yield open
      return
    }
  }
  if (open !== '') yield open
}

async function* textOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  const bytes = path.endsWith('.gz') ? createGunzip() : undefined
  file.on('error', (error) => bytes?.destroy(error))
  const decoder = new TextDecoder()
  try {
    for await (const chunk of bytes ? file.pipe(bytes) : file) yield decoder.decode(chunk, { stream: true })
  } catch (cause) {
    throw new UnreadableCandleFileError(path, cause)
  } finally {
    file.destroy()
    bytes?.destroy()
  }
}

const ADVICE: Record<string, string> = {
  ENOENT: 'there is no such file; correct the path',
  EISDIR: 'it is a folder; name the file in it',
  EACCES: 'it may not be read by this user; change its permissions',
  Z_DATA_ERROR: 'it is no intact gzip file; fetch it again',
  Z_BUF_ERROR: 'it ends in the middle; fetch it again',
}

export class UnreadableCandleFileError extends Error {
  override readonly name = 'UnreadableCandleFileError'
  readonly code = 'candle-file.unreadable'
  readonly file: string

  constructor(file: string, cause: unknown) {
    const reason = (cause as NodeJS.ErrnoException).code ?? ''
    super(
      `${file} cannot be read: ${ADVICE[reason] ?? `${reason || String(cause)}; see that it is a readable file`}`,
      {
        cause,
      },
    )
    this.file = file
  }
}
